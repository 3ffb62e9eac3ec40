"""The one HTTP client handed to connectors: bounded in time, size, redirects and where it may go, with retries and waits.

`client` sends and judges; `addresses` says where a redirect may lead; `reach` which machines; `deadline` and `bodies`
bound one answer; `waiting` understands when a server lets us back.
"""

from socialcare.http.bodies import LARGEST_BODY
from socialcare.http.client import MOST_WAITS, Client
from socialcare.http.reach import Reach
from socialcare.http.waiting import resumes_at

__all__ = ["LARGEST_BODY", "MOST_WAITS", "Client", "Reach", "resumes_at"]
