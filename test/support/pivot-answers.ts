import type { ApiAccount } from "../../src/providers/api.ts"
import { says, type Behaviour, type VendorQuestion } from "./misbehaving-vendor.ts"

/** Answers of Pivot's API as its reference prints them, for a server that misbehaves on purpose. */

export const MERCHANT = {
  merchant_id: "merchant-7c9e66",
  merchant_secret: "s3cret-of-the-merchant",
}
export const UUID = "d6a46a2c-1b26-40c5-9ca3-e063e69635a0"
export const ACCOUNT = "922e39ab-7565-49f6-b84f-fb56122821ae"

export function account(baseUrl: string): Pick<ApiAccount, "baseUrl" | "credentials"> {
  return { baseUrl, credentials: MERCHANT }
}

export function isTokenCall({ path }: VendorQuestion): boolean {
  return path === "/v1/access-token"
}

export function saysToken(token = "token-of-the-source", expiresIn: unknown = "900"): Behaviour {
  const data = { accessToken: token, expiresIn, tokenType: "Bearer" }
  return says(200, { code: "00", message: "Success", data })
}

/** A token for whoever asks for one, and this for every other question. */
export function afterToken(
  answer: (question: VendorQuestion) => Behaviour | Promise<Behaviour>,
): (question: VendorQuestion) => Behaviour | Promise<Behaviour> {
  return (question) => (isTokenCall(question) ? saysToken() : answer(question))
}

export function success(data: unknown, pagination?: object): object {
  return { code: "00", message: "Success", data, ...(pagination && { pagination }) }
}

export function failure(code: string, type = "API_ERROR"): object {
  const details = [{ field: "", message: "Request new access token" }]
  return { code, message: "No", error: { type, details, trace_id: "fa6bf3d419b9ae2ff2a71cac" } }
}

export function payout(referenceId: string, changes: object = {}): object {
  return {
    amount: { currency: "IDR", value: "100000" },
    channelCode: "BRI",
    channelInformation: { accountName: "Reforza Pivot", accountNumber: "888801000157508" },
    created: "2024-05-13T08:21:45Z",
    inquiryId: "",
    description: "test Reforza Pivot",
    referenceId,
    status: "SUCCESS",
    reason: "",
    updated: "2024-05-13T08:21:46Z",
    ...changes,
  }
}

const COUNTED_AS: Readonly<Record<string, "Success" | "Failed" | "Cancelled">> = {
  SUCCESS: "Success",
  FAILED: "Failed",
  CANCELLED: "Cancelled",
  CANCELED: "Cancelled",
}

/** The totals that belong to payouts of 100,000 each with these statuses. */
export function totals(statuses: readonly string[]): Record<string, number> {
  const results: Record<string, number> = {}
  for (const name of ["Pending", "Success", "Failed", "Cancelled"]) {
    const count = statuses.filter((status) => (COUNTED_AS[status] ?? "Pending") === name).length
    results[`total${name}Count`] = count
    results[`total${name}Amount`] = count * 100_000
  }
  return results
}

export function request(payouts: unknown, changes: object = {}): object {
  const statuses = Array.isArray(payouts)
    ? payouts.map((item) => String((item as { status?: unknown }).status))
    : []
  return {
    created: "2024-05-13T08:21:45Z",
    merchantId: ACCOUNT,
    payoutResults: totals(statuses),
    payouts,
    status: "DONE",
    updated: "2024-05-13T08:21:46Z",
    uuid: UUID,
    ...changes,
  }
}

export function pagination(totalItems: number, changes: object = {}): object {
  return { page: 1, perPage: 100, totalItems, totalPages: Math.ceil(totalItems / 100), ...changes }
}

/** A whole request, page by page as it is asked for; `changes` may spoil one page's envelope. */
export function saysRequest(
  payouts: readonly object[],
  options: {
    readonly request?: object
    readonly spoil?: (page: number) => { readonly request?: object; readonly pagination?: object }
  } = {},
): (question: VendorQuestion) => Behaviour {
  const statuses = payouts.map((item) => String((item as { status?: unknown }).status))
  return ({ query }) => {
    const page = Number(query.get("page"))
    const perPage = Number(query.get("perPage"))
    const items = payouts.slice((page - 1) * perPage, page * perPage)
    const spoilt = options.spoil?.(page) ?? {}
    const body = request(items, {
      payoutResults: totals(statuses),
      ...options.request,
      ...spoilt.request,
    })
    return says(200, success(body, pagination(payouts.length, { page, ...spoilt.pagination })))
  }
}

export const CHARGE = {
  id: "cf2842f4-e263-4643-8bc9-af682a5060cd",
  amount: { value: 10001, currency: "IDR" },
  status: "SUCCESS",
  paidAt: "2025-06-24T09:56:39Z",
}

export function session(changes: object = {}): object {
  return {
    id: "bca0b57a-391e-4f6f-bfef-8cd37492ee5b",
    clientReferenceId: "1750758552",
    amount: { value: 10001, currency: "IDR" },
    paymentType: "SINGLE",
    status: "PAID",
    createdAt: "2025-06-24T09:49:13Z",
    updatedAt: "2025-06-24T09:56:40.020691396Z",
    expiryAt: "2025-12-30T23:59:00Z",
    chargeDetails: [CHARGE],
    metadata: { invoiceNo: "INV001" },
    ...changes,
  }
}
