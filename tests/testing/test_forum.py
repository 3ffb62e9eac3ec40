"""A right connector passes every check, and none is skipped that it could take."""

from testing.forum import ForumSuite


class TestForum(ForumSuite):
    pass
