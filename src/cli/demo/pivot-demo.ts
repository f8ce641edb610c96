import { randomUUID } from "node:crypto"
import type { DemoAccount, DemoPayout, DemoProvider, ProviderCall } from "./demo-provider.ts"

interface TokenAnswer {
  readonly data: { readonly accessToken: string }
}

interface CreateAnswer {
  readonly data: { readonly uuid: string; readonly status: string }
}

/** `POST /v1/payouts`; the account numbers of Pivot's sandbox decide how it ends. */
export const pivotDemo: DemoProvider = {
  name: "pivot",
  title: "Pivot",
  without: { reversed: "Pivot's callbacks know no reversal" },
  note: null,
  payouts(account, tag) {
    let token: Promise<string> | undefined
    const tokenOf: TokenOf = (call) => (token ??= accessToken(call, account))
    return payoutsOf(tokenOf, tag)
  },
}

type TokenOf = (call: ProviderCall) => Promise<string>

function payoutsOf(tokenOf: TokenOf, tag: string): readonly DemoPayout[] {
  return [
    payout(tokenOf, `${tag}-1`, {
      number: "999966660001",
      text: "IDR 275,000 to an account that takes it",
      ending: "paid",
    }),
    payout(tokenOf, `${tag}-2`, {
      number: "999966660003",
      text: "IDR 275,000 to an account that does not exist",
      ending: "failed",
    }),
    {
      ...payout(tokenOf, `${tag}-3`, {
        number: "999966660007",
        text: "IDR 275,000 that waits for a top-up, until somebody retries it",
        ending: "paid",
      }),
      intervention: {
        at: "pending",
        text: "somebody retries it in the approval list",
        action: "retry",
        args: ({ batchId }) => ({ uuid: batchId }),
      },
    },
  ]
}

function payout(
  tokenOf: TokenOf,
  reference: string,
  what: Pick<DemoPayout, "text" | "ending"> & { readonly number: string },
): DemoPayout {
  const { number, ...told } = what
  return {
    ...told,
    async begin(call) {
      const token = await tokenOf(call)
      const { data } = await call<CreateAnswer>("/v1/payouts", {
        headers: {
          authorization: `Bearer ${token}`,
          "x-request-id": randomUUID().replaceAll("-", ""),
        },
        body: {
          payouts: [
            {
              referenceId: reference,
              channelCode: "BRI",
              channelInformation: { accountNumber: number, accountName: "Dummy Simulation" },
              amount: { value: "275000", currency: "IDR" },
            },
          ],
        },
        tells: (answer) => answer.data.status,
      })
      return { providerId: `${data.uuid}:${reference}`, batchId: data.uuid }
    },
  }
}

async function accessToken(call: ProviderCall, { credentials }: DemoAccount): Promise<string> {
  const { data } = await call<TokenAnswer>("/v1/access-token", {
    headers: {
      "x-merchant-id": credentials["merchant_id"] ?? "",
      "x-merchant-secret": credentials["merchant_secret"] ?? "",
    },
    body: { grantType: "client_credentials" },
    tells: () => "",
  })
  return data.accessToken
}
