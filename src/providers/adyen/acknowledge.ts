import type { Acknowledgement, WebhookRequest } from "../provider.ts"
import { isXmlBody } from "./payload.ts"

/**
 * Any 2xx will do today; `[accepted]`, and the envelope for SOAP, is what older texts ask for and
 * what satisfies both. One answer covers every item of the request.
 */
export function acknowledge(request: WebhookRequest): Acknowledgement {
  return isXmlBody(request.body)
    ? { status: 200, contentType: "text/xml; charset=utf-8", body: SOAP_ACCEPTED }
    : { status: 200, contentType: "text/plain; charset=utf-8", body: "[accepted]" }
}

const SOAP_ACCEPTED =
  '<?xml version="1.0" encoding="UTF-8"?>' +
  '<soap:Envelope xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/"><soap:Body>' +
  '<sendNotificationResponse xmlns="http://notification.services.adyen.com">' +
  "<notificationResponse>[accepted]</notificationResponse>" +
  "</sendNotificationResponse></soap:Body></soap:Envelope>"
