/** Registers the card, the strategy and the tile feature. */
import { IpCameraCard } from "./card";
import { CARD } from "./config";
import { defineElements } from "./define";
import { CardDialog, DIALOG } from "./dialog";
import { FEATURE, PtzFeature } from "./feature";
import { CameraPicture } from "./picture";
import { RecordingPlayer } from "./recordings/player";
import { RecordingsStrip } from "./recordings/strip";
import { DirectionCheck } from "./setup/direction";
import { MotionAreaEditor } from "./setup/motion-area";
import { PaintGrid } from "./setup/paint-grid";
import { PictureSettings } from "./setup/picture-settings";
import { PrivacyEditor } from "./setup/privacy";
import { ScheduleEditor } from "./setup/schedule";
import { SetupSheet } from "./setup/setup";
import { WallDashboardStrategy, WallViewStrategy } from "./strategy";
import { WALL, WallCard, WallTile } from "./wall-card";

interface Registries {
  customCards?: Record<string, unknown>[];
  customStrategies?: Record<string, unknown>[];
  customCardFeatures?: Record<string, unknown>[];
}

const HELP = "https://github.com/ip-camera-cgi/ip-camera-cgi/blob/main/docs/card.md";

defineElements({
  [CARD]: IpCameraCard,
  [DIALOG]: CardDialog,
  "ip-camera-cgi-picture": CameraPicture,
  "ip-camera-cgi-recordings": RecordingsStrip,
  "ip-camera-cgi-player": RecordingPlayer,
  "ip-camera-cgi-tile": WallTile,
  "ip-camera-cgi-setup": SetupSheet,
  "ip-camera-cgi-grid": PaintGrid,
  "ip-camera-cgi-motion-area": MotionAreaEditor,
  "ip-camera-cgi-privacy": PrivacyEditor,
  "ip-camera-cgi-schedule": ScheduleEditor,
  "ip-camera-cgi-direction": DirectionCheck,
  "ip-camera-cgi-picture-settings": PictureSettings,
  [WALL]: WallCard,
  [FEATURE]: PtzFeature,
  "ll-strategy-dashboard-ip-camera-cgi": WallDashboardStrategy,
  "ll-strategy-view-ip-camera-cgi": WallViewStrategy,
});

const page = window as Window & Registries;
(page.customCards ??= []).push({
  type: CARD,
  name: "IP camera",
  description: "Live picture, steering and setup of a camera of IP Camera CGI",
  preview: true,
  documentationURL: HELP,
  getEntitySuggestion: IpCameraCard.getEntitySuggestion,
});
page.customCards.push({
  type: WALL,
  name: "IP cameras",
  description: "All cameras of IP Camera CGI; one that raises an alarm comes forward",
  preview: true,
  documentationURL: HELP,
});
for (const strategyType of ["dashboard", "view"]) {
  (page.customStrategies ??= []).push({
    type: "ip-camera-cgi",
    strategyType,
    name: "IP cameras",
    description: "All cameras of IP Camera CGI",
    documentationURL: HELP,
  });
}
(page.customCardFeatures ??= []).push({
  type: FEATURE,
  name: "IP camera: pan, tilt and zoom",
  isSupported: PtzFeature.isSupported,
  configurable: false,
});
