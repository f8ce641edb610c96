import {
  Client,
  EnvironmentEnum,
  HttpClientException,
  ManagementAPI,
  PayoutAPI,
  TransfersAPI,
  type Config,
} from "@adyen/api-library"

/** Adyen's own library, pointed at the sandbox. */
export interface AdyenClient {
  readonly payouts: PayoutAPI
  readonly transfers: TransfersAPI
  readonly management: ManagementAPI
  /** How the last call was answered, which the library does not tell of a success. */
  readonly lastAnswer: () => { readonly status: number; readonly headers: Headers }
}

type Credentials =
  | { readonly apiKey: string }
  | { readonly username: string; readonly password: string }

/**
 * Adyen's library takes no address: it has those of Adyen's hosts built in, and speaks HTTPS only.
 * But it takes an HTTP client of one's own. This one sends each call, unchanged, to the same path
 * below `baseUrl` (`http://…/sandbox/adyen`), whichever host it was meant for:
 *
 *     new Client({ environment: EnvironmentEnum.TEST, apiKey }, new SandboxHttpClient(baseUrl))
 */
export function createAdyenClient(baseUrl: string, credentials: Credentials): AdyenClient {
  const http = new SandboxHttpClient(baseUrl)
  const client = new Client({ environment: EnvironmentEnum.TEST, ...credentials }, http)
  return {
    payouts: new PayoutAPI(client),
    transfers: new TransfersAPI(client),
    management: new ManagementAPI(client),
    lastAnswer: () => ({ status: http.status, headers: http.headers }),
  }
}

type HttpClient = NonNullable<ConstructorParameters<typeof Client>[1]>
type RequestOptions = Parameters<HttpClient["request"]>[4]

class SandboxHttpClient implements HttpClient {
  readonly #baseUrl: string
  status = 0
  headers = new Headers()

  constructor(baseUrl: string) {
    this.#baseUrl = baseUrl
  }

  /** What the library's own client does, over HTTP as well, and with the same exception. */
  async request(
    endpoint: string,
    json: string | Buffer,
    config: Config,
    _isApiKeyRequired: boolean,
    options: RequestOptions = {},
  ): Promise<string> {
    const { method = "POST", params, idempotencyKey } = options
    const query = params === undefined ? "" : `?${new URLSearchParams(params).toString()}`
    const answer = await fetch(this.#baseUrl + new URL(endpoint).pathname + query, {
      method,
      headers: {
        "content-type": "application/json",
        ...(config.apiKey === undefined
          ? { authorization: `Basic ${btoa(`${config.username}:${config.password}`)}` }
          : { "x-api-key": config.apiKey }),
        ...(idempotencyKey !== undefined && { "idempotency-key": idempotencyKey }),
      },
      ...(method !== "GET" && { body: json.toString() }),
    })
    const body = await answer.text()
    this.status = answer.status
    this.headers = answer.headers
    if (answer.ok) return body
    const apiError = JSON.parse(body)
    throw new HttpClientException({
      message: `HTTP Exception: ${answer.status}: ${apiError.message ?? apiError.detail}`,
      statusCode: answer.status,
      errorCode: apiError.errorCode,
      responseHeaders: Object.fromEntries(answer.headers),
      responseBody: body,
      apiError,
    })
  }
}

/** The error that a call was refused with. */
export async function refusalOf(call: Promise<unknown>): Promise<HttpClientException> {
  try {
    await call
  } catch (error) {
    if (error instanceof HttpClientException) return error
    throw error
  }
  throw new Error("the call was not refused")
}
