/** What checks a delivery in Node, for each dialect; the secret comes from the environment. */
export function verifySnippet(dialect: string): string | undefined {
  return SNIPPETS[dialect]
}

const SNIPPETS: Readonly<Record<string, string>> = {
  paidout: `import { Webhook } from "standardwebhooks"

const webhook = new Webhook(process.env.PAIDOUT_WEBHOOK_SECRET)

// rawBody: the exact text of the request, before any JSON parsing
const event = webhook.verify(rawBody, request.headers)
console.log(event.type, event.data)
`,
  pivot: staticToken("x-api-key", "PIVOT_CALLBACK_API_KEY"),
  xendit: staticToken("x-callback-token", "XENDIT_CALLBACK_TOKEN"),
  adyen: `import hmacValidator from "@adyen/api-library/lib/src/utils/hmacValidator.js"

const validator = new hmacValidator.default()
for (const { NotificationRequestItem: item } of body.notificationItems) {
  const isAuthentic = validator.validateHMAC(item, process.env.ADYEN_HMAC_KEY)
  if (!isAuthentic) throw new Error("not from Paidout")
}
response.end("[accepted]")
`,
}

function staticToken(header: string, variable: string): string {
  return `import { createHash, timingSafeEqual } from "node:crypto"

const digest = (text) => createHash("sha256").update(text).digest()
const given = request.headers["${header}"] ?? ""
const isAuthentic = timingSafeEqual(digest(given), digest(process.env.${variable}))
if (!isAuthentic) return response.writeHead(401).end()
`
}
