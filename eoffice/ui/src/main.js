// What every page loads. All of it is comfort: each page works without.
import { sendOnce } from "./once.js";
import { enableReceivers } from "./receivers.js";
import { enableUploads } from "./upload.js";

enableReceivers();
enableUploads();
sendOnce();
document.querySelector("[data-error-summary]")?.focus();
