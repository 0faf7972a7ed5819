"""What a reader of rendered Markdown reads."""

from __future__ import annotations

from app.web.markdown import words_of_markdown


def test_marks_are_left_out_and_points_stay_points() -> None:
    points = "- You **write**\n  in your words.\n- You stop.\n\n1. One\n2. [Two](https://x.example)"
    assert words_of_markdown(f"## What *you* do\n\n{points}\n\nThe end.").splitlines() == [
        "What you do",
        "• You write in your words.",
        "• You stop.",
        "1. One",
        "2. Two (https://x.example)",
        "The end.",
    ]


def test_a_line_break_and_a_point_within_a_point() -> None:
    assert words_of_markdown("One\\\ntwo\n\n- a\n  - b\n- c").splitlines() == ["One", "two", "• a", "• b", "• c"]
