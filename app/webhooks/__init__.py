"""Chat webhooks: what happens in an entity's campaigns is told in a channel of its chat, Teams or Slack.

Off until an administrator lets the installation call outside, and until the community manager or an administrator gives
an entity's channel. A post holds the campaign's title and a link: no name of a person, no word of a contribution,
and nothing that tells which entity a contribution is from. It is planned in the transaction of what it tells of, and
sent at most once: it is marked before it leaves, and tried again only where no connection was made.
"""
