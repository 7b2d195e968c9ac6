// Lets the package "foscam" do what it can, and prints what came back.
const foscam = require(`${process.argv[2]}/foscam`);
const [port, user, pass] = process.argv.slice(3);
const { createHash } = require("crypto");

foscam.on("connection-error", error => { throw error; });
foscam.setup({ host: "127.0.0.1", port, user, pass });

const ask = (deed, ...words) => new Promise(resolve => deed(...words, resolve));

(async () => {
  const said = {};
  said.status = await ask(foscam.status);
  said.before = await ask(foscam.camera_params);
  said.brightness = await ask(foscam.control.camera, "brightness", 100);
  said.flip = await ask(foscam.control.camera, "flipmirror", "flip+mirror");
  said.resolution = await ask(foscam.control.camera, "resolution", "320x240");
  said.after = await ask(foscam.camera_params);
  said.alias = await ask(foscam.set.alias, "Barn");
  said.datetime = await ask(foscam.set.datetime, { tz: -3600, ntp_enable: 1 });
  said.params = await ask(foscam.params);
  said.left = await ask(foscam.control.decoder, "left");
  said.stop = await ask(foscam.control.decoder, "stop left");
  said.output = await ask(foscam.control.decoder, "io output low");
  said.preset = await ask(foscam.preset.set, 2);
  said.nonsense = await ask(foscam.control.camera, 99, 1);
  const picture = Buffer.from(await ask(foscam.snapshot), "binary");
  said.picture = picture.subarray(0, 4).toString("hex") + picture.subarray(-2).toString("hex");
  said.digest = createHash("md5").update(picture).digest("hex");
  said.reboot = await ask(foscam.reboot);
  console.log(JSON.stringify(said));
})();
