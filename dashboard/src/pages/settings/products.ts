import type { Thing } from "../../api/client.ts"

/** What Pivot's console keeps a URL each for. */
export const PRODUCTS = ["payout", "payment"] as const
export type Product = (typeof PRODUCTS)[number]

export const TYPES = {
  payout: [
    "payout.pending",
    "payout.processing",
    "payout.paid",
    "payout.failed",
    "payout.cancelled",
    "payout.reversed",
    "batch.pending",
    "batch.processing",
    "batch.done",
    "batch.cancelled",
  ],
  payment: ["payment.processing", "payment.paid", "payment.cancelled", "payment.charge_paid"],
} as const satisfies Record<Product, readonly string[]>

/** Is anything of this product sent to it? */
export function hearsOf(endpoint: Thing<"Endpoint">, product: Product): boolean {
  return TYPES[product].some((type) => endpoint.event_types.some((wish) => covers(wish, type)))
}

function covers(wish: string, type: string): boolean {
  if (wish === "*" || wish === type) return true
  return wish.endsWith(".*") && type.startsWith(wish.slice(0, -1))
}
