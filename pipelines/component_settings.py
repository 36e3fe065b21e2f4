"""Components that install packages from one index only.

Generated: change the stack that writes it, not this file.
"""

import functools

from kfp import dsl

SETTINGS = {
    "base_image": "us-central1-docker.pkg.dev/example-project/kfp-base-images/python-3.11-slim:placeholder",
    "install_kfp_package": False,
    "pip_index_urls": ["https://us-central1-python.pkg.dev/example-project/python/simple/"],
    "pip_trusted_hosts": [],
}

component = functools.partial(dsl.component, **SETTINGS)
