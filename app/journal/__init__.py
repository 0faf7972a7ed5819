"""Who did what to what, when: append only, chained by hashes, checked by `pepite journal verify`.

An entry is written in the transaction of the act it tells of; the worker seals entries in their
order, each with the hash of the one before. A database trigger refuses to change or delete an entry.
Nothing is ever recorded about an untraceable contribution's author.
"""
