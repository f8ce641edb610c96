import { decimalFromAmount } from "../../payout/money.ts"
import type { SandboxCall } from "../routes.ts"
import type { Balance, SandboxAnswer } from "../simulator.ts"
import type { World } from "../world.ts"
import { failure, success } from "./envelope.ts"
import { fieldFormatInvalid, fieldRequired } from "./errors.ts"
import { CURRENCY } from "./payout-things.ts"

/** What an account holds in each of its balances. MASTER, which pays the fees, was observed. */
export const NEW_BALANCES: readonly Balance[] = [
  balance("DISBURSEMENT", "100000000"),
  balance("MASTER", "10000000"),
  balance("PAYMENT", "0"),
  balance("WALLET", "0"),
]

const USE_CASES = ["DISBURSEMENT", "PAYMENT", "WALLET"]

/** `GET /v1/payouts/balance?currency=IDR` */
export async function payoutBalance(call: SandboxCall, world: World): Promise<SandboxAnswer> {
  const currency = call.query.get("currency")
  if (currency === null || currency === "") return failure(fieldRequired("currency"))
  if (currency !== CURRENCY) return failure(fieldFormatInvalid("currency"))
  return await available("DISBURSEMENT", world)
}

/** `GET /v1/balances?usecase=` */
export async function balanceOfUseCase(call: SandboxCall, world: World): Promise<SandboxAnswer> {
  const useCase = call.query.get("usecase")
  if (useCase === null || useCase === "") return failure(fieldRequired("usecase"))
  if (!USE_CASES.includes(useCase)) return failure(fieldFormatInvalid("usecase"))
  return await available(useCase, world)
}

async function available(name: string, world: World): Promise<SandboxAnswer> {
  const value = decimalFromAmount(await world.balance(name, CURRENCY), 2)
  return success({ availableBalance: { currency: CURRENCY, value } })
}

function balance(name: string, wholeRupiah: string): Balance {
  return { name, currency: CURRENCY, amount: BigInt(wholeRupiah) * 10_000n }
}
