import type { WorkspaceProject, AccessKeyCredentials } from '../project.ts';
import type { Authentication } from './authentication.ts';
import { authorization, sdkDate } from './signature.ts';

/** Signs every request with an access key; temporary keys add their security token. */
export function accessKeyAuthentication(
  { projectId }: WorkspaceProject,
  { accessKey, secretKey, securityToken }: AccessKeyCredentials,
  now: () => number,
): Authentication {
  return {
    async authenticate(request) {
      const added = {
        'X-Sdk-Date': sdkDate(new Date(now())),
        'X-Project-Id': projectId,
        ...(securityToken === undefined ? {} : { 'X-Security-Token': securityToken.reveal() }),
      };
      // fetch sets Host itself, from the same URL.
      const headers = { Host: request.url.host, ...added };
      const signed = authorization(
        { method: request.method, url: request.url, headers, body: request.body },
        { accessKey, secretKey: secretKey.reveal() },
      );
      return {
        ...request,
        headers: { ...request.headers, ...added, Authorization: signed },
      };
    },
    renew: () => false,
  };
}
