/** `error_code` where a bare status must be answered, as a fault may ask for. */
const codeOfStatus: Readonly<Record<number, string>> = {
  400: 'WKS.0001',
  401: 'APIGW.0307',
  403: 'APIGW.0302',
  404: 'WKS.00010202',
  409: 'WKS.00010032',
  413: 'APIGW.0201',
  429: 'APIGW.0308',
  500: 'APIGW.0601',
  502: 'APIGW.0610',
  503: 'APIGW.0613',
  504: 'APIGW.0201',
};

/** The status that the vendor's tables give for a code. */
const statusOfCode: Readonly<Record<string, number>> = {
  'APIGW.0101': 404,
  'APIGW.0103': 404,
  'APIGW.0201': 400,
  'APIGW.0301': 401,
  'APIGW.0302': 403,
  'APIGW.0303': 401,
  'APIGW.0305': 401,
  'APIGW.0306': 403,
  'APIGW.0307': 401,
  'APIGW.0308': 429,
  'APIGW.0310': 403,
  'APIGW.0602': 400,
  'APIGW.0610': 502,
  'APIGW.0613': 503,
  'APIGW.0802': 403,
  'IAM.0002': 403,
  'IAM.0003': 403,
  'IAM.0004': 404,
  'IAM.0011': 400,
  'IAM.0012': 429,
  'IAM.0061': 401,
  'IAM.0066': 401,
  'IAM.0067': 401,
  'IAM.0081': 403,
  'IAM.0082': 403,
  'IAM.1108': 400,
  'WKS.0001': 400,
  'WKS.0407': 400,
  'WKS.00010032': 409,
  'WKS.00010099': 403,
  'WKS.00010202': 404,
  'WKS.00170312': 400,
};

/** IAM has words of its own; where there is none, it speaks Keystone. */
const iamCodeOfStatus: Readonly<Record<number, string>> = {
  403: 'IAM.0003',
  404: 'IAM.0004',
  429: 'IAM.0012',
  500: 'IAM.0006',
};

export const defaultCode = (status: number, isIam: boolean): string =>
  isIam
    ? (iamCodeOfStatus[status] ?? `Keystone.${status}`)
    : (codeOfStatus[status] ?? 'APIGW.0601');
export const defaultStatus = (code: string): number => statusOfCode[code] ?? 500;

/** A refusal, in the words of the API. */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  readonly status: number;
  readonly code: string;
  readonly detail: string | undefined;

  constructor(status: number, code: string, message: string, detail?: string) {
    super(message);
    this.status = status;
    this.code = code;
    this.detail = detail;
  }

  /**
   * The three error forms: the gateway names the request, IAM's token API speaks Keystone unless it
   * has a code of its own, and Workspace gives detail and, for denials, the encoded reason.
   */
  body(requestId: string): Record<string, unknown> {
    if (this.code.startsWith('APIGW.')) {
      return { error_msg: this.message, error_code: this.code, request_id: requestId };
    }
    if (this.code.startsWith('IAM.')) return { error_msg: this.message, error_code: this.code };
    if (this.code.startsWith('Keystone.')) {
      return {
        error: { code: this.status, message: this.message, title: this.detail ?? 'Error' },
      };
    }
    return {
      error_code: this.code,
      error_msg: this.message,
      ...(this.detail === undefined ? {} : { error_detail: this.detail }),
      ...(this.status === 403 ? { encoded_authorization_message: 'c2ltdWxhdGVkIGRlbmlhbA==' } : {}),
    };
  }
}

export const badRequest = (message: string): ApiError =>
  new ApiError(400, 'WKS.0001', 'The request parameter is invalid.', message.slice(0, 1_000));

/** The code of a missing desktop is published nowhere; this one stands in: rely on the 404. */
export const desktopNotFound = (desktopId: string): ApiError =>
  new ApiError(
    404,
    'WKS.00010202',
    'The desktop does not exist.',
    `desktop ${desktopId} not found`,
  );

/** For a missing user the API answers 400, not 404. */
export const userNotFound = (userId: string): ApiError =>
  new ApiError(400, 'WKS.00170312', 'The user does not exist.', `user ${userId} not found`);

/** The gateway's form of a denial by policy. */
export const userNotVisible = (): ApiError =>
  new ApiError(403, 'IAM.0003', "Policy doesn't allow workspace:users:get to be performed.");

export const conflict = (state: string, operation: string, id: string): ApiError =>
  new ApiError(
    409,
    'WKS.00010032',
    `Operation conflict. The desktop current instance status is [${state}] and deny operation [${operation}], resource id [${id}].`,
  );

export const throttled = (limit: number, isIam: boolean): ApiError =>
  isIam
    ? new ApiError(
        429,
        'IAM.0012',
        `The throttling threshold has been reached: ${limit} per 60 seconds`,
      )
    : new ApiError(
        429,
        'APIGW.0308',
        `The throttling threshold has been reached: policy user over ratelimit,limit:${limit},time:1 minute`,
      );
