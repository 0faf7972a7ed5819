"""Strategic aims: what an entity wants to reach, in the words of its sponsor; decisions say which one they serve.

Rules: the sponsor of the entity writes them and ends them; who works there reads them. An aim that has ended keeps the
decisions that served it. Events: none.
"""
