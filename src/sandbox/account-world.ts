import { newUuid } from "../ids.ts"
import type { PoolClient } from "../postgres/pool.ts"
import type { SandboxAccount } from "./account.ts"
import { addToBalance, listBalances, takeFromBalance } from "./balances.ts"
import { listCallbacks } from "./callbacks.ts"
import { chooseMischief } from "./choose-mischief.ts"
import { countTelling } from "./count-telling.ts"
import { isOfRun, lotOf, settingsInEffect, settingsToKeep } from "./decided-by-run.ts"
import { findNextStepOfThings } from "./find-next-step-of-things.ts"
import { findThing } from "./find-thing.ts"
import { insertThings } from "./insert-things.ts"
import { findKeptAnswer, keepAnswer } from "./kept-answers.ts"
import { renewCallbackSecret } from "./renew-callback-secret.ts"
import { listTakenReferences } from "./list-taken-references.ts"
import { listThings, THINGS_LISTED_MAX } from "./list-things.ts"
import { happens, type MisbehaviourKind } from "./misbehaviour.ts"
import type { SandboxContext } from "./sandbox-context.ts"
import { saveThings } from "./save-things.ts"
import { sendWebhook } from "./send-webhook.ts"
import type { Thing } from "./thing.ts"
import { insertStory, type StoryKind, type StoryLine } from "./story.ts"
import type {
  KeptAnswer,
  NewThing,
  Receipt,
  SandboxWebhook,
  ThingChanges,
  ThingFilter,
  World,
  WorldAccount,
  WorldCallback,
} from "./world.ts"

/** A world on PostgreSQL: every method works in the one transaction that holds the account. */
export class AccountWorld implements World {
  /** The provider's time: of the step that is made, else the sandbox's clock. */
  now: Date
  readonly #client: PoolClient
  readonly #context: SandboxContext
  readonly #credentials: Readonly<Record<string, string>>
  /** The sandbox's clock at the beginning. */
  readonly #clock: Date
  #account: SandboxAccount
  #story: Omit<StoryLine, "id">[] = []
  #webhooksSent = 0

  constructor(
    client: PoolClient,
    context: SandboxContext,
    opened: {
      readonly account: SandboxAccount
      readonly credentials: Readonly<Record<string, string>>
      readonly now: Date
    },
  ) {
    this.#client = client
    this.#context = context
    this.#account = opened.account
    this.#credentials = opened.credentials
    this.#clock = opened.now
    this.now = opened.now
  }

  get account(): WorldAccount {
    const { id, provider, externalId, misbehaviour, seed, run } = this.#account
    return {
      id,
      provider,
      externalId,
      settings: settingsInEffect(this.#account),
      misbehaviour: run?.misbehaviour ?? misbehaviour,
      seed: run?.seed ?? seed,
      credentials: this.#credentials,
    }
  }

  /** The account as it is to be saved. */
  get stored(): SandboxAccount {
    return this.#account
  }

  get webhooksSent(): number {
    return this.#webhooksSent
  }

  /** What is done from now on happens at this moment: that of a step, never later than the clock. */
  moveTo(moment: Date): void {
    this.now = moment
  }

  /** Back to the sandbox's clock. */
  moveToClock(): void {
    this.now = this.#clock
  }

  changeAccount(changes: Partial<SandboxAccount>): void {
    this.#account = { ...this.#account, ...changes }
  }

  /** Work whose failure is rolled back and returned; null: it was done. */
  async attempt(work: () => Promise<void>): Promise<{ readonly error: unknown } | null> {
    const rollBack = this.#mark()
    await this.#client.query("savepoint attempt")
    let failed: { readonly error: unknown } | null = null
    try {
      await work()
    } catch (error) {
      failed = { error }
      await this.#client.query("rollback to savepoint attempt")
      rollBack()
    }
    await this.#client.query("release savepoint attempt")
    return failed
  }

  /** A mark to go back to when what follows is rolled back. */
  #mark(): () => void {
    const account = this.#account
    const lines = this.#story.length
    const sent = this.#webhooksSent
    return () => {
      this.#account = account
      this.#story = this.#story.slice(0, lines)
      this.#webhooksSent = sent
    }
  }

  writeStory(kind: StoryKind, said: string, about: { thing?: Thing; detail?: object } = {}): void {
    const { thing, detail = {} } = about
    this.#story.push({
      kind,
      thing:
        thing === undefined ? null : { kind: thing.kind, name: thing.name, ordinal: thing.ordinal },
      said,
      detail: { ...detail },
      run: thing === undefined || isOfRun(this.#account, thing.ordinal) ? this.#runName : null,
      at: this.now,
    })
  }

  /** Tells of work by what came of it, and that before what the work itself has told. */
  async tellOfWork<Result>(
    work: () => Promise<Result>,
    line: (result: Result) => Parameters<AccountWorld["writeStory"]>,
  ): Promise<Result> {
    const place = this.#story.length
    const result = await work()
    const told = this.#story.splice(place)
    this.writeStory(...line(result))
    this.#story.push(...told)
    return result
  }

  async flushStory(): Promise<void> {
    await insertStory(this.#client, this.#account, this.#story)
    this.#story = []
  }

  find(kind: string, name: string): Promise<Thing | null> {
    return findThing(this.#client, this.#account, { kind, name })
  }

  async findByReference(kind: string, reference: string): Promise<readonly Thing[]> {
    const filter = { kind, reference, newestFirst: true }
    return (await listThings(this.#client, this.#account, filter)).things
  }

  takenReferences(kind: string, references: readonly string[]): Promise<readonly string[]> {
    return listTakenReferences(this.#client, this.#account, { kind, references })
  }

  list(filter: ThingFilter) {
    return listThings(this.#client, this.#account, filter)
  }

  async add(thing: NewThing): Promise<Thing> {
    const [added] = await this.addAll([thing])
    if (added === undefined) throw new Error("nothing was added")
    return added
  }

  async addAll(things: readonly NewThing[]): Promise<readonly Thing[]> {
    const made = this.#account.thingsMade
    const added = things.map((thing, index): Thing => ({
      kind: thing.kind,
      name: thing.name,
      ordinal: made + index + 1,
      id: newUuid(),
      reference: thing.reference ?? null,
      parent: thing.parent ?? null,
      status: thing.status,
      state: thing.state,
      nextStepAt: thing.nextStepAt ?? null,
      told: 0,
      createdAt: this.now,
      updatedAt: this.now,
    }))
    this.#account = { ...this.#account, thingsMade: made + things.length }
    await insertThings(this.#client, this.#account, added)
    return added
  }

  async change(thing: Thing, changes: ThingChanges): Promise<Thing> {
    const changed = { ...thing, ...changes, updatedAt: this.now }
    await saveThings(this.#client, this.#account, [changed])
    return changed
  }

  async changeParts(
    of: { readonly kind: string; readonly parent: string },
    change: (part: Thing) => ThingChanges | null,
  ): Promise<readonly Thing[]> {
    const { things } = await this.list({ ...of, limit: THINGS_LISTED_MAX })
    const changed = things.flatMap((part) => {
      const changes = change(part)
      return changes === null ? [] : [{ ...part, ...changes, updatedAt: this.now }]
    })
    if (changed.length > 0) await saveThings(this.#client, this.#account, changed)
    const byName = new Map(changed.map((part) => [part.name, part]))
    return things.map((part) => byName.get(part.name) ?? part)
  }

  async balance(name: string, currency: string): Promise<bigint> {
    const all = await this.balances()
    return all.find((one) => one.name === name && one.currency === currency)?.amount ?? 0n
  }

  balances() {
    return listBalances(this.#client, this.#account)
  }

  async move(name: string, currency: string, by: bigint): Promise<boolean> {
    const purse = { name, currency }
    if (by < 0n) return takeFromBalance(this.#client, this.#account, { ...purse, amount: -by })
    await addToBalance(this.#client, this.#account, { ...purse, amount: by })
    return true
  }

  recall(key: string) {
    return findKeptAnswer(this.#client, this.#account, key)
  }

  remember(key: string, kept: KeptAnswer): Promise<void> {
    return keepAnswer(this.#client, this.#account, { ...kept, key })
  }

  async tell(webhook: SandboxWebhook): Promise<void> {
    const { thing, wireEvent, product } = webhook
    const number = await countTelling(this.#client, this.#account, thing)
    const { mischief, done } = chooseMischief({ ...lotOf(this.#account, thing.ordinal), number })
    const callbacks = await listCallbacks(this.#client, this.#account, product)
    this.writeStory("webhook", wireEvent, {
      thing,
      detail: { product, number, callbacks: callbacks.length },
    })
    for (const kind of done) this.writeStory("misbehaviour", kind, { thing, detail: { number } })
    for (const callback of callbacks) {
      const outcome = await sendWebhook(
        this.#client,
        { account: this.#account, callback },
        {
          webhook,
          number,
          mischief,
          keyring: this.#context.keyring,
          at: this.now,
          now: this.#clock,
        },
      )
      if (outcome === "sent") this.#webhooksSent += 1
      if (outcome === null) {
        this.writeStory("note", "There are no words for it in the form of this callback.", {
          thing,
          detail: { wire_event: wireEvent, url: callback.url },
        })
      }
    }
  }

  async callbacks(product: string): Promise<readonly WorldCallback[]> {
    const callbacks = await listCallbacks(this.#client, this.#account, product)
    return callbacks.map(({ id, url, settings, hasBasic, state }) => ({
      id,
      url,
      form: settings.form,
      hasBasic,
      isActive: state === "active",
    }))
  }

  async renewSecret(callbackId: string): Promise<string> {
    const callbacks = await listCallbacks(this.#client, this.#account, null)
    const callback = callbacks.find(({ id }) => id === callbackId)
    if (callback === undefined) throw new Error("there is no such callback")
    const to = { account: this.#account, callback }
    return renewCallbackSecret(this.#client, to, this.#context.keyring)
  }

  async mail(receipt: Receipt): Promise<void> {
    const { sandboxMerchantId } = this.#account
    await this.#context.insertReceipt?.(this.#client, { ...receipt, merchantId: sandboxMerchantId })
    this.writeStory("note", "A receipt was mailed.", {
      detail: { to: receipt.to.length, cc: receipt.cc.length, bcc: receipt.bcc.length },
    })
  }

  /** When the first of these things moves by itself; null: none does. */
  nextStepOf(keys: readonly Pick<Thing, "kind" | "name">[]): Promise<Date | null> {
    return findNextStepOfThings(this.#client, this.#account, keys)
  }

  note(said: string, about: { readonly thing?: Thing; readonly detail?: object }): Promise<void> {
    this.writeStory("note", said, about)
    return Promise.resolve()
  }

  happens(kind: MisbehaviourKind, thing: Thing): boolean {
    const isSo = happens(kind, { ...lotOf(this.#account, thing.ordinal), number: 0 })
    if (isSo) this.writeStory("misbehaviour", kind, { thing })
    return isSo
  }

  /** @throws where the provider's settings do not allow it: its simulator says so beforehand. */
  saveSettings(settings: Readonly<Record<string, unknown>>): Promise<void> {
    this.changeAccount({ settings: settingsToKeep(this.#account, settings) })
    return Promise.resolve()
  }

  get #runName(): string | null {
    return this.#account.run?.name ?? null
  }
}
