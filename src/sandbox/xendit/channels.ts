import { amountFromDecimal } from "../../payout/money.ts"

export const CHANNEL_CATEGORIES = ["BANK", "EWALLET", "OTC"] as const
export type ChannelCategory = (typeof CHANNEL_CATEGORIES)[number]

/** Where money can be sent to. Amounts are in units of 1/10,000. */
export interface Channel {
  readonly code: string
  readonly category: ChannelCategory
  readonly currency: string
  readonly name: string
  readonly minimum: bigint
  readonly maximum: bigint
  readonly increment: bigint
}

/** Decimal texts, main units. */
export interface Limits {
  readonly minimum: string
  readonly maximum: string
  readonly increment: string
}

export const CURRENCIES = ["IDR", "PHP", "MYR", "THB", "VND"] as const
export type Currency = (typeof CURRENCIES)[number]

export function isCurrency(text: string): text is Currency {
  return (CURRENCIES as readonly string[]).includes(text)
}

/** Amounts of it are whole numbers. */
export function isWhole(currency: Currency): boolean {
  return currency === "IDR" || currency === "VND"
}

/** The largest maximum that is printed of a bank without a limit of its own. */
const UNLIMITED = "1999999999999"

/**
 * Where no source has a channel's own limits. Generous: a sandbox that refuses what the vendor takes
 * would be the worse mistake. MYR and THB: their only rail's limit.
 */
export const DEFAULT_LIMITS: Readonly<Record<Currency, Limits>> = {
  IDR: { minimum: "1", maximum: UNLIMITED, increment: "1" },
  PHP: { minimum: "1", maximum: "100000000", increment: "0.01" },
  MYR: { minimum: "1", maximum: "10000000", increment: "0.01" },
  THB: { minimum: "1", maximum: "2000000", increment: "0.01" },
  VND: { minimum: "1", maximum: UNLIMITED, increment: "1" },
}

/** Those that a source has: the channels' page and an SDK's sample, then the limits of 2021–22. */
const KNOWN_LIMITS: Readonly<Record<string, Partial<Limits>>> = {
  ID_BSI: { minimum: "10000", maximum: UNLIMITED, increment: "1" },
  PH_AUB: { minimum: "1", maximum: "100000000", increment: "1" },
  PH_ONB: { minimum: "1", maximum: "50000", increment: "0.01" },
  PH_PAR: { minimum: "50", maximum: "50000" },
  ID_CIMB: { minimum: "10000" },
  ID_SINARMAS: { minimum: "10000" },
  ID_SAHABAT_SAMPOERNA: { minimum: "1", maximum: "1000000000" },
  ID_GOPAY: { minimum: "10000", maximum: "20000000" },
  ID_LINKAJA: { minimum: "10000", maximum: "10000000" },
  ID_OVO: { minimum: "1", maximum: "20000000" },
  ID_DANA: { minimum: "1", maximum: "20000000" },
  ID_SHOPEEPAY: { minimum: "1", maximum: "20000000" },
}

const KNOWN_NAMES: Readonly<Record<string, string>> = {
  ID_BSI: "Bank Syariah Indonesia",
  PH_AUB: "Asia United Bank",
}

/**
 * The codes that a source has. Of Malaysia only DuitNow is known, of Thailand and Vietnam none: the
 * last two stand for any bank there, and an account's setting `channels` adds the real ones.
 */
const CODES: readonly (readonly [Currency, ChannelCategory, string])[] = [
  ["IDR", "EWALLET", "ID_DANA ID_GOPAY ID_LINKAJA ID_OVO ID_SHOPEEPAY"],
  [
    "IDR",
    "BANK",
    `ID_ACEH ID_ACEH_UUS ID_AGRONIAGA ID_ALADIN ID_ALLO ID_AMAR ID_ANZ ID_ARTHA ID_BALI ID_BAML
    ID_BANTEN ID_BCA ID_BCA_DIGITAL ID_BCA_SYR ID_BENGKULU ID_BISNIS_INTERNASIONAL ID_BJB ID_BJB_SYR
    ID_BNC ID_BNI ID_BNP_PARIBAS ID_BOC ID_BRI ID_BSI ID_BTN ID_BTN_UUS ID_BTPN_SYARIAH ID_BUKOPIN
    ID_BUKOPIN_SYR ID_BUMI_ARTA ID_CAPITAL ID_CCB ID_CHINATRUST ID_CIMB ID_CIMB_UUS ID_CITIBANK
    ID_COMMONWEALTH ID_DAERAH_ISTIMEWA ID_DAERAH_ISTIMEWA_UUS ID_DANAMON ID_DANAMON_UUS ID_DBS
    ID_DEUTSCHE ID_DINAR_INDONESIA ID_DKI ID_DKI_UUS ID_FAMA ID_GANESHA ID_HANA ID_HSBC ID_HSBC_UUS
    ID_IBK ID_ICBC ID_INA_PERDANA ID_INDEX_SELINDO ID_INDIA ID_JAGO ID_JAMBI ID_JAMBI_UUS
    ID_JASA_JAKARTA ID_JAWA_TENGAH ID_JAWA_TENGAH_UUS ID_JAWA_TIMUR ID_JAWA_TIMUR_UUS ID_JPMORGAN
    ID_JTRUST ID_KALIMANTAN_BARAT ID_KALIMANTAN_BARAT_UUS ID_KALIMANTAN_SELATAN
    ID_KALIMANTAN_SELATAN_UUS ID_KALIMANTAN_TENGAH ID_KALIMANTAN_TIMUR ID_KALIMANTAN_TIMUR_UUS
    ID_LAMPUNG ID_MALUKU ID_MANDIRI ID_MANDIRI_TASPEN ID_MASPION ID_MAYAPADA ID_MAYBANK ID_MAYORA
    ID_MEGA ID_MEGA_SYR ID_MESTIKA_DHARMA ID_MIZUHO ID_MNC_INTERNASIONAL ID_MUAMALAT
    ID_MULTI_ARTA_SENTOSA ID_NATIONALNOBU ID_NUSA_TENGGARA_BARAT ID_NUSA_TENGGARA_TIMUR ID_OCBC
    ID_OCBC_UUS ID_OKE ID_PANIN ID_PANIN_SYR ID_PAPUA ID_PERMATA ID_PERMATA_UUS ID_PRIMA_MASTER
    ID_QNB_INDONESIA ID_RABOBANK ID_RESONA ID_RIAU_DAN_KEPRI ID_SAHABAT_SAMPOERNA ID_SBI_INDONESIA
    ID_SEABANK ID_SHINHAN ID_SINARMAS ID_SINARMAS_UUS ID_STANDARD_CHARTERED ID_SULAWESI
    ID_SULAWESI_TENGGARA ID_SULSELBAR ID_SULSELBAR_UUS ID_SULUT ID_SUMATERA_BARAT
    ID_SUMATERA_BARAT_UUS ID_SUMSEL_DAN_BABEL ID_SUMSEL_DAN_BABEL_UUS ID_SUMUT ID_SUMUT_UUS
    ID_TABUNGAN_PENSIUNAN_NASIONAL ID_TOKYO ID_UOB ID_VICTORIA_INTERNASIONAL ID_VICTORIA_SYR
    ID_WOORI`,
  ],
  ["PHP", "EWALLET", "PH_COINS PH_GCASH PH_GRABPAY PH_PAYMAYA PH_SHOPEE PH_SPY"],
  [
    "PHP",
    "BANK",
    `PH_ABP PH_AUB PH_BDO PH_BMB PH_BOC PH_BPI PH_BPIDB PH_BRB PH_CBC PH_CBS PH_CEBRUR PH_CIMB
    PH_CMG PH_CRD PH_CTBC PH_DBI PH_DBP PH_DCP PH_EQB PH_EWB PH_EWR PH_GOTYME PH_ING PH_ISLA PH_LBP
    PH_MAYA PH_MET PH_MPI PH_MSB PH_OMNI PH_ONB PH_PAR PH_PBB PH_PBC PH_PNB PH_PNBSB PH_PRB PH_PSB
    PH_PTC PH_PVB PH_QCB PH_QCRB PH_RBG PH_RCBC PH_ROB PH_SBA PH_SEA PH_SEC PH_SSB PH_UBP PH_UCBSB
    PH_UCPB PH_UDP PH_WDB PH_YUANSB`,
  ],
  ["PHP", "OTC", "PH_CITI"],
  ["MYR", "BANK", "MY_DUITNOW"],
  ["THB", "BANK", "TH_SANDBOX_BANK"],
  ["VND", "BANK", "VN_SANDBOX_BANK"],
]

/** A channel with the limits that are given, else those of its currency. */
export function channelOf(
  described: Pick<Channel, "code" | "category"> & {
    readonly currency: Currency
    readonly name?: string | undefined
    readonly limits: Partial<Limits>
  },
): Channel {
  const { code, category, currency, name = nameFromCode(code) } = described
  const limits = { ...DEFAULT_LIMITS[currency], ...described.limits }
  return {
    code,
    category,
    currency,
    name,
    minimum: units(limits.minimum),
    maximum: units(limits.maximum),
    increment: units(limits.increment),
  }
}

/** By code, in the order of the codes. */
export const CHANNELS: ReadonlyMap<string, Channel> = new Map(
  CODES.flatMap(([currency, category, codes]) =>
    codes.split(/\s+/).map((code) => {
      const limits = KNOWN_LIMITS[code] ?? {}
      return channelOf({ code, category, currency, name: KNOWN_NAMES[code], limits })
    }),
  )
    .toSorted((a, b) => (a.code < b.code ? -1 : 1))
    .map((channel) => [channel.code, channel]),
)

/** `ID_JAWA_TENGAH_UUS` → `Jawa Tengah UUS`: the names that the vendor gives are not known. */
function nameFromCode(code: string): string {
  const words = code.split("_").slice(1)
  return words
    .map((word) => (word.length <= 3 ? word : `${word.slice(0, 1)}${word.slice(1).toLowerCase()}`))
    .join(" ")
}

function units(decimal: string): bigint {
  const amount = amountFromDecimal(decimal, 4)
  if (amount === undefined) throw new Error(`No amount: ${decimal}.`)
  return amount
}
