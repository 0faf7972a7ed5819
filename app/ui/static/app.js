// Small improvements to pages that work without them.
