"""Home: what a person can do now, what moved, and the rest, in one page. Reads only. Events: none."""
