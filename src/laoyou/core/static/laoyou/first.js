// Before the first paint: what needs a script is shown only where scripts run.
document.documentElement.classList.add("js");
