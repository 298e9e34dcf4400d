// Talks to the sandbox. Every call resolves to the server's JSON, or tells why not.

export const seat = {
  get guild() { return document.body.dataset.guild; },
  get user() { return document.body.dataset.user; },
  get channel() { return document.body.dataset.channel; },
};

async function send(path, options) {
  try {
    const response = await fetch(path, options);
    if (!response.ok) return { refused: `The sandbox answered with ${response.status}: ${await response.text()}` };
    return await response.json();
  } catch {
    return { refused: "The sandbox cannot be reached. Is it still running?" };
  }
}

const json = (path, body) =>
  send(path, { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(body) });

export const act = (what, more) => json("/page/act", { do: what, user: seat.user, channel: seat.channel, ...more });

export const complete = (line) => json("/page/complete", { user: seat.user, channel: seat.channel, line });

export function type(line, files, reply) {
  const payload = { user: seat.user, channel: seat.channel, line, reply };
  if (files.length === 0) return json("/page/type", payload);
  const form = new FormData();
  form.append("payload_json", JSON.stringify(payload));
  files.forEach((file, at) => form.append(`files[${at}]`, file, file.name));
  return send("/page/type", { method: "POST", body: form });
}

export const view = () => send(`/page/view?${new URLSearchParams({ guild: seat.guild, user: seat.user, channel: seat.channel })}`);

let fading;
export function tell(text) {
  const toast = document.querySelector("#toast");
  toast.textContent = text;
  clearTimeout(fading);
  fading = setTimeout(() => { toast.textContent = ""; }, 5000);
}
