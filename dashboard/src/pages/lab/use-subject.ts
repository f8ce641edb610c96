import { api, type Thing } from "../../api/client.ts"
import type { Account, SandboxThing } from "./use-lab.ts"

/** What the ledger knows of a simulated thing. */
export interface Subject {
  readonly isLoading: boolean
  readonly payouts: readonly Thing<"Payout">[]
  readonly batch: Thing<"Batch"> | undefined
  readonly payment: Thing<"Payment"> | undefined
  /** Of the payment, of the only payout, or of the batch; newest first. */
  readonly history: readonly Thing<"HistoryEntry">[]
}

const payoutsMax = 100

/** Found by the provider's id, which is the thing's name; a request's payouts by their batch. */
export function useSubject(account: Account, thing: SandboxThing): Subject {
  const isBatch = thing.kind === "batch"
  const isPayment = thing.kind === "payment"
  const named = {
    provider_id: thing.name,
    ...(account.source_id === null ? {} : { source_id: account.source_id }),
  }
  const batches = api.useQuery(
    "get",
    "/v1/batches",
    { params: { query: { ...named, limit: 1 } } },
    { enabled: isBatch },
  )
  const batch = batches.data?.data[0]
  const payments = api.useQuery(
    "get",
    "/v1/payments",
    { params: { query: { ...named, limit: 1 } } },
    { enabled: isPayment },
  )
  const payment = payments.data?.data[0]
  // A request of one payout is told as that payout: there is no batch, but its id is the same.
  const ofBatch = batch === undefined ? {} : { batch_id: batch.id }
  const single =
    isBatch && thing.reference !== null
      ? { ...named, provider_id: `${thing.name}:${thing.reference}` }
      : named
  const payouts = api.useQuery(
    "get",
    "/v1/payouts",
    { params: { query: { ...(batch === undefined ? single : ofBatch), limit: payoutsMax } } },
    { enabled: !isPayment && (!isBatch || batches.data !== undefined) },
  )
  const rows = payouts.data?.data ?? []
  const only = rows.length === 1 ? rows[0] : undefined
  const history = useHistory({ payout: only?.id, batch: batch?.id, payment: payment?.id })
  return {
    isLoading: isPayment ? payments.data === undefined : payouts.data === undefined,
    payouts: rows,
    batch,
    payment,
    history,
  }
}

function useHistory(of: {
  readonly payout: string | undefined
  readonly batch: string | undefined
  readonly payment: string | undefined
}): readonly Thing<"HistoryEntry">[] {
  const pathOf = (id: string | undefined) => ({ params: { path: { id: id ?? "" } } })
  const ofPayout = api.useQuery("get", "/v1/payouts/{id}", pathOf(of.payout), {
    enabled: of.payout !== undefined,
  })
  const ofBatch = api.useQuery("get", "/v1/batches/{id}", pathOf(of.batch), {
    enabled: of.payout === undefined && of.batch !== undefined,
  })
  const ofPayment = api.useQuery("get", "/v1/payments/{id}", pathOf(of.payment), {
    enabled: of.payment !== undefined,
  })
  const known = of.payment !== undefined ? ofPayment : of.payout !== undefined ? ofPayout : ofBatch
  return known.data?.history ?? []
}
