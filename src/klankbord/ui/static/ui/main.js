// What makes the screens quicker. Every screen works without any of this.
import "./requests.js";
import "./toasts.js";
import "./menus.js";
import "./forms.js";
import "./lists.js";
import "./charts.js";
import "./keys.js";
import "./palette.js";
