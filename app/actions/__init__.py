"""Actions: what follows from a decision, with an owner, a day, a state, and an effect that is measured.

Rules: the sponsor of the entity or the central team plans one; its owner, a colleague of the entity, says how it
stands. Once all actions of a decision are over and one is done, its contributions are done too, and readers are told.
An owner who has left is named as such, and the sponsor is asked for another. Events: ActionGiven, OwnerMissing.
"""
