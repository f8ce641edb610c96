import type { DemoAccount, DemoPayout, DemoProvider } from "./demo-provider.ts"

interface PayoutAnswer {
  readonly id: string
  readonly status: string
}

/** `POST /v2/payouts`; the account numbers of Xendit's test mode decide how it ends. */
export const xenditDemo: DemoProvider = {
  name: "xendit",
  title: "Xendit",
  without: {},
  note: null,
  payouts: (account, tag) => [
    payout(account, `${tag}-1`, {
      number: "000000000099",
      text: "IDR 275,000 to an account that takes it",
      ending: "paid",
    }),
    payout(account, `${tag}-2`, {
      number: "121212",
      text: "IDR 275,000 to an account that does not exist",
      ending: "failed",
    }),
    payout(account, `${tag}-3`, {
      number: "654321",
      text: "IDR 275,000 that arrives, and comes back",
      ending: "reversed",
    }),
  ],
}

function payout(
  { credentials }: DemoAccount,
  reference: string,
  what: Pick<DemoPayout, "text" | "ending"> & { readonly number: string },
): DemoPayout {
  const { number, ...told } = what
  return {
    ...told,
    async begin(call) {
      const key = Buffer.from(`${credentials["api_key"]}:`).toString("base64")
      const { id } = await call<PayoutAnswer>("/v2/payouts", {
        headers: { authorization: `Basic ${key}`, "idempotency-key": reference },
        body: {
          reference_id: reference,
          channel_code: "ID_BCA",
          channel_properties: { account_number: number, account_holder_name: "Michael Chen" },
          amount: 275_000,
          currency: "IDR",
        },
        tells: ({ status }) => status,
      })
      return { providerId: id }
    },
  }
}
