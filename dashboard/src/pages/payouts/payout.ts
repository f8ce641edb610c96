import type { paths } from "../../api/openapi.d.ts"
import type { Thing } from "../../api/client.ts"

type Answer<Path extends keyof paths> = paths[Path] extends {
  get: { responses: { 200: { content: { "application/json": infer Body } } } }
}
  ? Body
  : never

export type WholePayout = Answer<"/v1/payouts/{id}">
export type WholeBatch = Answer<"/v1/batches/{id}">
export type WholePayment = Answer<"/v1/payments/{id}">
export type Entry = Thing<"HistoryEntry">
export type Delivery = Answer<"/v1/deliveries">["data"][number]

/** Nothing further is expected, though a reversal may come. */
export function isFinal({ status }: { readonly status: string }): boolean {
  return status !== "pending" && status !== "processing"
}
