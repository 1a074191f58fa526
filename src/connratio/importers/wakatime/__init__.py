"""WakaTime, Wakapi and Hackatime: heartbeats of editors, and the totals made of them."""
