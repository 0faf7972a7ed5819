"""From an idea to a campaign in preparation: templates, the assistant, copies, previews.

A template is a campaign whose ``purpose`` says so: it has texts, themes, missions and questionnaires like any other,
is written on the same pages, takes nobody in, and is copied when a campaign is begun from it. The assistant has no
rows of its own: a campaign in preparation is what it shows and changes, page by page, through the use cases of
campaigns, missions, questionnaires and themes. Publishes and follows no event.
"""
