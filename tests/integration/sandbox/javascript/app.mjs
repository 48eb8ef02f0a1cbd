// A small Bolt app: "start" is answered with a button, the button with a modal, the modal with
// a message. Over HTTP when PORT is set, else in Socket Mode.
import bolt from "@slack/bolt";

const { SLACK_API_URL, SLACK_APP_TOKEN, SLACK_BOT_TOKEN, SLACK_SIGNING_SECRET, PORT } = process.env;
const app = new bolt.App({
  token: SLACK_BOT_TOKEN,
  signingSecret: SLACK_SIGNING_SECRET,
  appToken: SLACK_APP_TOKEN,
  socketMode: !PORT,
  clientOptions: { slackApiUrl: SLACK_API_URL },
});
const plain = (text) => ({ type: "plain_text", text });

app.message("start", async ({ message, say }) => {
  await say({
    text: "Press it",
    thread_ts: message.ts,
    blocks: [
      { type: "actions", elements: [{ type: "button", action_id: "open", text: plain("Open") }] },
    ],
  });
});

app.action("open", async ({ ack, body, client }) => {
  await ack();
  await client.views.open({
    trigger_id: body.trigger_id,
    view: {
      type: "modal",
      callback_id: "form",
      private_metadata: body.channel.id,
      title: plain("Form"),
      submit: plain("Save"),
      blocks: [
        {
          type: "input",
          block_id: "name",
          label: plain("Name"),
          element: { type: "plain_text_input", action_id: "text" },
        },
      ],
    },
  });
});

app.view("form", async ({ ack, view, client }) => {
  const name = view.state.values.name.text.value;
  if (name === "bad") {
    await ack({ response_action: "errors", errors: { name: "Not this one." } });
    return;
  }
  await ack();
  await client.chat.postMessage({ channel: view.private_metadata, text: `Hello, ${name}` });
});

await app.start(PORT ? { port: Number(PORT), host: "127.0.0.1" } : undefined);
console.log("connected");
