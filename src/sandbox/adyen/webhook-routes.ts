import { arrayOf, isAbsent, objectOf } from "../../providers/json-fields.ts"
import { readJson, type JsonObject } from "../../providers/json.ts"
import { idText } from "../../ids.ts"
import { jsonAnswer } from "../answer.ts"
import type { AnswerAfterTrials, TrialResult } from "../exchange.ts"
import type { SandboxCall, SandboxRoute } from "../routes.ts"
import type { SandboxAnswer } from "../simulator.ts"
import type { World, WorldCallback } from "../world.ts"
import { companyOf } from "./new-account.ts"
import { payoutSettings } from "./payout-settings.ts"
import { forbidden, problem } from "./refusals.ts"
import { PAYOUT_PRODUCT } from "./tell-payout.ts"
import { customNotification, TEST_TYPES, testNotifications } from "./test-notifications.ts"
import { writeNotification, type Notification } from "./write-notification.ts"

type Answer = SandboxAnswer | AnswerAfterTrials

/**
 * Webhooks of the Management API, below `https://management-test.adyen.com`: an account's own
 * (merchant level), and the same ones by its company. Source: Adyen OpenAPI ManagementService-v3.
 */
export const webhookRoutes: readonly SandboxRoute<Answer>[] = ["merchants", "companies"].flatMap(
  (level): SandboxRoute<Answer>[] => {
    const webhooks = `/:version/${level}/:accountId/webhooks`
    return [
      { method: "GET", path: webhooks, answer: owned(listWebhooks) },
      { method: "GET", path: `${webhooks}/:webhookId`, answer: owned(known(showWebhook)) },
      { method: "POST", path: `${webhooks}/:webhookId/test`, answer: owned(known(testWebhook)) },
      {
        method: "POST",
        path: `${webhooks}/:webhookId/generateHmac`,
        answer: owned(known(generateHmac)),
      },
    ]
  },
)

const VERSIONS: ReadonlySet<string> = new Set(["v1", "v3"])

/** Only for the account's own merchant account, or its company. */
function owned(answer: SandboxRoute<Answer>["answer"]): SandboxRoute<Answer>["answer"] {
  return async (call, world) => {
    const { version = "", accountId } = call.parameters
    if (!VERSIONS.has(version)) return notFound("There is no such version.")
    const { externalId } = world.account
    const own = isOfCompany(call) ? companyOf(externalId) : externalId
    return accountId === own ? answer(call, world) : forbidden()
  }
}

function known(
  answer: (call: SandboxCall, world: World, callback: WorldCallback) => Promise<Answer>,
): SandboxRoute<Answer>["answer"] {
  return async (call, world) => {
    const callbacks = await world.callbacks(PAYOUT_PRODUCT)
    const callback = callbacks.find((each) => webhookId(each) === call.parameters["webhookId"])
    return callback === undefined
      ? notFound("There is no webhook with this id.")
      : answer(call, world, callback)
  }
}

async function listWebhooks(call: SandboxCall, world: World): Promise<SandboxAnswer> {
  const callbacks = await world.callbacks(PAYOUT_PRODUCT)
  return jsonAnswer(200, {
    accountReference: call.parameters["accountId"],
    itemsTotal: callbacks.length,
    pagesTotal: 1,
    data: callbacks.map((callback) => webhookFor(callback, call)),
  })
}

function showWebhook(
  call: SandboxCall,
  _world: World,
  callback: WorldCallback,
): Promise<SandboxAnswer> {
  return Promise.resolve(jsonAnswer(200, webhookFor(callback, call)))
}

async function generateHmac(
  _call: SandboxCall,
  world: World,
  callback: WorldCallback,
): Promise<SandboxAnswer> {
  return jsonAnswer(200, { hmacKey: await world.renewSecret(callback.id) })
}

async function testWebhook(
  call: SandboxCall,
  world: World,
  callback: WorldCallback,
): Promise<Answer> {
  const reading = readJson(call.body)
  const body = reading.ok ? objectOf(reading.value) : undefined
  const merchantId = world.account.externalId
  if (body === undefined) return invalid("The body is no JSON object.")
  const wanted = arrayOf(body["merchantIds"] ?? [merchantId])
  if (isOfCompany(call) && wanted?.includes(merchantId) !== true) return forbidden()
  const notifications = readTests(body, world)
  if (typeof notifications === "string") return invalid(notifications)
  const { form } = callback
  return {
    trials: notifications.map((notification) => ({
      callbackId: callback.id,
      webhook: writeNotification(notification, form),
    })),
    answer: (results) =>
      jsonAnswer(200, { data: results.map((result) => outputFor(result, merchantId)) }),
  }
}

/** What is to be sent, or what is wrong with the request. */
function readTests(body: JsonObject, world: World): readonly Notification[] | string {
  const about = {
    merchantAccountCode: world.account.externalId,
    at: world.now,
    references: payoutSettings(world).test_references,
  }
  const given = isAbsent(body["types"]) ? ["AUTHORISATION"] : arrayOf(body["types"])
  const types = TEST_TYPES.filter((type) => given?.includes(type))
  if (given === undefined || given.length === 0 || types.length < new Set(given).size) {
    return `types takes ${TEST_TYPES.join(", ")}.`
  }
  const notifications: Notification[] = []
  for (const type of types) {
    if (type !== "CUSTOM") {
      notifications.push(...testNotifications(type, about))
      continue
    }
    const custom = customNotification(body["notification"], about)
    if (custom === undefined) return "A CUSTOM test takes a notification with valid fields."
    notifications.push(custom)
  }
  return notifications
}

function outputFor(
  { sent, responseStatus, error, durationMs }: TrialResult,
  merchantId: string,
): Readonly<Record<string, string>> {
  const isTaken = responseStatus !== null && responseStatus >= 200 && responseStatus < 300
  return {
    merchantId,
    output: isTaken ? "" : (error ?? `HTTP ${responseStatus}`),
    requestSent: sent,
    responseCode: responseStatus === null ? "" : String(responseStatus),
    responseTime: `${Math.round(durationMs)} ms`,
    status: isTaken ? "success" : "failed",
  }
}

const FORMATS: Readonly<Record<string, string>> = { form: "http", soap: "soap" }

function webhookFor(callback: WorldCallback, call: SandboxCall): Readonly<Record<string, unknown>> {
  const { version = "", accountId = "" } = call.parameters
  const level = isOfCompany(call) ? "companies" : "merchants"
  const account = `${HOST}/${version}/${level}/${accountId}`
  const self = `${account}/webhooks/${webhookId(callback)}`
  return {
    id: webhookId(callback),
    type: "standard",
    url: callback.url,
    active: callback.isActive,
    hasError: false,
    hasPassword: callback.hasBasic,
    communicationFormat: FORMATS[callback.form ?? ""] ?? "json",
    encryptionProtocol: callback.url.startsWith("https:") ? "TLSv1.2" : "HTTP",
    acceptsExpiredCertificate: false,
    acceptsSelfSignedCertificate: false,
    acceptsUntrustedRootCertificate: false,
    populateSoapActionHeader: false,
    _links: {
      self: { href: self },
      generateHmac: { href: `${self}/generateHmac` },
      [isOfCompany(call) ? "company" : "merchant"]: { href: account },
      testWebhook: { href: `${self}/test` },
    },
  }
}

const HOST = "https://management-test.adyen.com"

function webhookId({ id }: WorldCallback): string {
  return idText("sandboxCallback", id)
}

function isOfCompany({ path }: SandboxCall): boolean {
  return path.split("/")[2] === "companies"
}

function notFound(detail: string): SandboxAnswer {
  return problem(404, { type: "not-found", title: "Entity was not found", detail })
}

function invalid(detail: string): SandboxAnswer {
  const title = "The request is missing required fields or contains invalid data."
  return problem(422, { type: "validation", title, detail })
}
