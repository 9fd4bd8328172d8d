"""Drives a simulator with the vendor's own Python SDK and prints what it saw as one JSON object.

Usage: python_sdk.py <endpoint> <access key> <secret key> <project id>
"""

import json
import sys
import time

from huaweicloudsdkcore.auth.credentials import BasicCredentials
from huaweicloudsdkcore.exceptions.exceptions import ClientRequestException
from huaweicloudsdkworkspace.v2 import (
    DeleteDesktopRequest,
    DeleteDesktopSubResourcesRequest,
    DeleteDesktopSubResourcesReq,
    ListDesktopsDetailRequest,
    ListDesktopsRequest,
    ListItaSubJobsRequest,
    ListUsersRequest,
    ShowDesktopDetailRequest,
    ShowJobRequest,
    WorkspaceClient,
)

endpoint, access_key, secret_key, project_id = sys.argv[1:]


def client_with(secret):
    return (
        WorkspaceClient.new_builder()
        .with_credentials(BasicCredentials(access_key, secret, project_id))
        .with_endpoints([endpoint])
        .build()
    )


def refused(call):
    try:
        call()
    except ClientRequestException as error:
        return {
            "status": error.status_code,
            "code": error.error_code,
            "has_request_id": bool(error.request_id),
        }
    return None


def until(ask, fits):
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        answer = ask()
        if fits(answer):
            return answer
        time.sleep(0.02)
    raise TimeoutError(str(answer))


client = client_with(secret_key)


def show(desktop_id):
    return client.show_desktop_detail(ShowDesktopDetailRequest(desktop_id=desktop_id)).desktop


def delete(desktop_id):
    return client.delete_desktop(
        DeleteDesktopRequest(desktop_id=desktop_id, delete_users=True, email_notification=False)
    )


listed = client.list_desktops(ListDesktopsRequest(user_name=["lee", "kim & co"], limit=10))
detailed = client.list_desktops_detail(ListDesktopsDetailRequest(tag="team=red", sort_field="created", sort_type="ASC"))
shown = show("d-1")

job_id = client.delete_desktop_sub_resources(
    DeleteDesktopSubResourcesRequest(
        body=DeleteDesktopSubResourcesReq(desktop_ids=["d-1"], sub_resource_type="DESKTOP_SHARER")
    )
).job_id
job = until(
    lambda: client.show_job(ShowJobRequest(job_id=job_id)),
    lambda answer: answer.status not in ("WAITING", "RUNNING"),
)
sub_jobs = client.list_ita_sub_jobs(ListItaSubJobsRequest(job_id=job_id))

delete("d-1")
gone = until(lambda: refused(lambda: show("d-1")), lambda answer: answer is not None)
users = until(lambda: client.list_users(ListUsersRequest(user_name="lee")), lambda answer: answer.total_count == 0)

print(
    json.dumps(
        {
            "listed": sorted(desktop.desktop_id for desktop in listed.desktops),
            "detailed": [desktop.desktop_id for desktop in detailed.desktops],
            "shown": {
                "owner": shown.attach_user_infos[0].user_id,
                "security_groups": len(shown.security_groups),
                "hrel": shown.flavor.links[0].hrel,
                "root_gb": shown.root_volume.size,
                "image": bool(shown.metadata["metering.image_id"]),
                "charge_mode": shown.product.charge_mode,
                "ip_type": next(iter(shown.addresses.values()))[0].os_ext_ip_stype,
            },
            "job": {"status": job.status, "sub_jobs": [one.status for one in sub_jobs.jobs]},
            "users_left": users.total_count,
            "gone": gone,
            "missing": refused(lambda: delete("missing")),
            "busy": refused(lambda: delete("d-2")),
            "wrong_key": refused(lambda: client_with("wrong").list_desktops(ListDesktopsRequest())),
        }
    )
)
