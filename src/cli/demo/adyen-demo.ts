import type { DemoAccount, DemoPayout, DemoProvider, ProviderCall } from "./demo-provider.ts"

const PAYOUT_API = "/pal/servlet/Payout/v68"

interface SubmitAnswer {
  readonly pspReference: string
  readonly resultCode?: string
  readonly response?: string
}

interface TransferAnswer {
  readonly id: string
  readonly status: string
}

/** The Payout API for all three endings, and the Transfers API, which tells more on the way. */
export const adyenDemo: DemoProvider = {
  name: "adyen",
  title: "Adyen",
  without: {},
  note:
    "Of a payout to a bank account Adyen never says that it has arrived: the ledger presumes so " +
    "after two business days of silence. What is paid here is an instant payout to a card, and a " +
    "transfer, which is tracked.",
  payouts: (account, tag) =>
    [
      {
        text: "EUR 125.00 to a card, instantly",
        ending: "paid",
        begin: (call) => payInstantly(call, account, `${tag}-1`),
      },
      {
        text: "EUR 900,000.00 to a bank account, more than there is",
        ending: "failed",
        begin: (call) => payOut(call, account, { reference: `${tag}-2`, minor: 90_000_000 }),
      },
      {
        text: "EUR 125.00 to a bank account, which sends it back",
        ending: "reversed",
        begin: (call) => payOut(call, account, { reference: `${tag}-3`, minor: 12_500 }),
        intervention: {
          at: "processing",
          text: "the bank sends it back",
          action: "reverse",
          args: ({ providerId }) => ({ psp_reference: providerId }),
        },
      },
      {
        text: "EUR 125.00 as a transfer, tracked to its arrival",
        ending: "paid",
        begin: (call) => transfer(call, account, `${tag}-4`),
      },
    ] satisfies readonly DemoPayout[],
}

async function payInstantly(call: ProviderCall, account: DemoAccount, reference: string) {
  const { pspReference } = await call<SubmitAnswer>(`${PAYOUT_API}/payout`, {
    headers: { "x-api-key": account.credentials["api_key"] ?? "" },
    body: {
      merchantAccount: account.external_id,
      reference,
      amount: { currency: "EUR", value: 12_500 },
      card: {
        number: "4111111111111111",
        expiryMonth: "03",
        expiryYear: "2030",
        holderName: "John Smith",
      },
      shopperName: { firstName: "John", lastName: "Smith" },
      dateOfBirth: "1990-01-01",
      nationality: "NL",
      shopperReference: "demo",
    },
    tells: ({ resultCode }) => resultCode ?? "",
  })
  return { providerId: pspReference }
}

/** Submitted by one credential and confirmed by the other, as two people would. */
async function payOut(
  call: ProviderCall,
  account: DemoAccount,
  of: { readonly reference: string; readonly minor: number },
) {
  const { credentials, external_id: merchantAccount } = account
  const submit = `${PAYOUT_API}/storeDetailAndSubmitThirdParty`
  const { pspReference } = await call<SubmitAnswer>(submit, {
    headers: { "x-api-key": credentials["api_key"] ?? "" },
    body: {
      merchantAccount,
      reference: of.reference,
      amount: { currency: "EUR", value: of.minor },
      bank: { iban: "NL91ABNA0417164300", ownerName: "A. Klaassen", countryCode: "NL" },
      dateOfBirth: "1990-01-01",
      nationality: "NL",
      entityType: "NaturalPerson",
      recurring: { contract: "PAYOUT" },
      shopperEmail: "shopper@example.com",
      shopperReference: "demo",
    },
    tells: ({ resultCode }) => resultCode ?? "",
  })
  await call<SubmitAnswer>(`${PAYOUT_API}/confirmThirdParty`, {
    headers: { "x-api-key": credentials["review_api_key"] ?? "" },
    body: { merchantAccount, originalReference: pspReference },
    tells: ({ response }) => response ?? "",
  })
  return { providerId: pspReference }
}

async function transfer(call: ProviderCall, account: DemoAccount, reference: string) {
  const { id } = await call<TransferAnswer>("/btl/v4/transfers", {
    headers: { "x-api-key": account.credentials["api_key"] ?? "" },
    body: {
      amount: { value: 12_500, currency: "EUR" },
      category: "bank",
      priority: "instant",
      reference,
      counterparty: {
        bankAccount: {
          accountHolder: { fullName: "A. Klaassen" },
          accountIdentification: { type: "iban", iban: "NL91ABNA0417164300" },
        },
      },
    },
    tells: ({ status }) => status,
  })
  return { providerId: id }
}
