"""The results page of a campaign: you said, we decided, where it stands.

Rules: drafted by the community managers of the campaign's entities and the central team, in each of its languages;
published by a person of the central team, each time as a new version that stays readable; told to all who took part.
What a contribution says is read when the page is: one that is taken back leaves every version.
Events: ResultsPublished.
"""
