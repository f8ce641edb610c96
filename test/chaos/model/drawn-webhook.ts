import type { Webhook } from "./story.ts"

/** A webhook as a story has it: nobody has decided yet how often it is sent, nor signed it. */
export interface DrawnWebhook extends Pick<Webhook, "kind" | "source" | "tellings"> {
  readonly body: string
  /** Beside the credentials. */
  readonly headers?: Readonly<Record<string, string>>
  /** Adyen signs platform webhooks in a header, over the bytes. */
  readonly isPlatform?: boolean
}
