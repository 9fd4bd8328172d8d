"""An S3-compatible server (moto) on a free port, which it prints. Ends when its standard input does.

One request at a time, so that a conditional write is one step, as it is at Amazon's. Two faults:
the bucket "forgetful" ignores If-None-Match, and whoever writes a key with "answer-lost" in its name
is told 500 the first time, although it was written.
"""

import os
import sys
import threading

from moto.moto_server.werkzeug_app import DomainDispatcherApplication, create_backend_app
from werkzeug.serving import WSGIRequestHandler, make_server


class Quiet(WSGIRequestHandler):
    def log_request(self, *_):
        pass


s3 = DomainDispatcherApplication(create_backend_app)
lost = set()


def app(environ, start_response):
    path = environ["PATH_INFO"]
    if path.startswith("/forgetful/"):
        environ.pop("HTTP_IF_NONE_MATCH", None)
    if environ["REQUEST_METHOD"] == "PUT" and "answer-lost" in path and path not in lost:
        lost.add(path)
        list(s3(environ, lambda *_: None))
        start_response("500 Internal Server Error", [])
        return []
    return s3(environ, start_response)


def end_with_stdin():
    sys.stdin.read()
    os._exit(0)


threading.Thread(target=end_with_stdin, daemon=True).start()
server = make_server("127.0.0.1", 0, app, threaded=False, request_handler=Quiet)
print(server.port, flush=True)
server.serve_forever()
