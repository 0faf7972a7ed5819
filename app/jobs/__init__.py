"""What runs later and what runs on time: a row of the database says what is to be done, Huey only wakes the worker."""
