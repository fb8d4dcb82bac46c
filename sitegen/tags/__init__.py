"""Tags for posts that have none.

posts → terms (what they say) → mining (what holds together) → uses (who says what, how often) →
topics (what joins posts) → choice (the few tags of each post) → survey (told, and written line by line)
"""
