import type { RequestFields } from "./request-fields.ts"
import type { TextTree, TransferCategory } from "./transfer-state.ts"

/** Who gets the money, as it is kept, and what a plan may find it by. */
export interface Counterparty {
  readonly kept: TextTree
  readonly accountNumber: string | undefined
  readonly iban: string | undefined
}

const CARD_NUMBER = /^\d{12,19}$/

/** Undefined: it is missing or wrong, and there is a fault. */
export function readCounterparty(
  request: RequestFields,
  category: TransferCategory,
): Counterparty | undefined {
  const fields = request.requiredInner("counterparty")
  return fields && READERS[category](fields)
}

const READERS: Readonly<
  Record<TransferCategory, (fields: RequestFields) => Counterparty | undefined>
> = { bank: readBank, card: readCard, internal: readInternal }

function readBank(fields: RequestFields): Counterparty | undefined {
  if (fields.has("transferInstrumentId")) {
    if (fields.has("bankAccount")) return fields.fault("bankAccount", "Only one may be given.")
    const transferInstrumentId = fields.text("transferInstrumentId")
    return transferInstrumentId === undefined ? undefined : withoutNumber({ transferInstrumentId })
  }
  const account = fields.requiredInner("bankAccount")
  if (account === undefined) return undefined
  account.requiredInner("accountHolder")?.requiredText("fullName")
  const isStored = account.has("storedPaymentMethodId")
  const number = isStored ? undefined : account.requiredInner("accountIdentification")
  const type = number?.requiredText("type")
  const iban = type === "iban" ? number?.requiredText("iban") : number?.text("iban")
  const accountNumber = number?.text("accountNumber") ?? iban
  return { kept: { bankAccount: account.tree() }, accountNumber, iban }
}

function readCard(fields: RequestFields): Counterparty | undefined {
  const card = fields.requiredInner("card")
  if (card === undefined) return undefined
  const holder = card.requiredInner("cardHolder")
  const type = holder?.requiredText("type")
  if (type !== undefined && type !== "individual") holder?.fault("type", "Must be individual.")
  holder?.requiredText("firstName")
  holder?.requiredText("lastName")
  const identification = card.requiredInner("cardIdentification")
  if (identification === undefined || holder === undefined) return undefined
  if (identification.has("storedPaymentMethodId")) {
    holder.requiredText("reference")
  } else {
    for (const key of ["number", "expiryMonth", "expiryYear"]) identification.require(key)
  }
  const number = identification.text("number")
  if (number !== undefined && !CARD_NUMBER.test(number)) {
    return identification.fault("number", "Must be a card number.")
  }
  const { cardIdentification, ...rest } = card.tree()
  const shown = { ...treeOf(cardIdentification), ...(number && { number: masked(number) }) }
  return {
    kept: { card: { ...rest, cardIdentification: shown } },
    accountNumber: number,
    iban: undefined,
  }
}

function readInternal(fields: RequestFields): Counterparty | undefined {
  const balanceAccountId = fields.requiredText("balanceAccountId")
  return balanceAccountId === undefined ? undefined : withoutNumber({ balanceAccountId })
}

function withoutNumber(kept: TextTree): Counterparty {
  return { kept, accountNumber: undefined, iban: undefined }
}

function treeOf(value: string | TextTree | undefined): TextTree {
  return typeof value === "object" ? value : {}
}

/** As in Adyen's answers: `432112******8765`. The whole number is kept nowhere. */
function masked(number: string): string {
  return number.slice(0, 6) + "*".repeat(number.length - 10) + number.slice(-4)
}
