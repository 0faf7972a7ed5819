"""Many answers at once, from a spreadsheet."""
