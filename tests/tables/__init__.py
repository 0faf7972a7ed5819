"""Tables as office programs have them."""
