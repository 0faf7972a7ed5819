"""Campaigns: the shared question; editions: how each entity takes part; phases: when.

A campaign is never copied to be localised: an entity takes part through its edition, with its own
dates. What a campaign promises (identity levels offered, minimum group) is frozen at its first
contribution. An edition opens only with its texts ready in the entity's default language, and with
its phases. Events: EditionOpened (campaigns.edition_opened), EditionClosed (campaigns.edition_closed),
PhaseTurned (campaigns.phase_turned), PromiseWeakened (campaigns.promise_weakened).
"""
