"""What runs later and what runs on time: a durable row is the promise, Huey only wakes the worker."""
