-- What the first version stored for one conversation, row by row. Never to be changed: later
-- migrations have to cope with it.
INSERT INTO rooms (id, kind, owner_id, model, title, head_seq, created_at, updated_at)
VALUES ('01a1fa8e-7838-708f-b97f-57992193c846', 'session', 'ann', 'echo', 'An old one', 2, 1795205003320, 1795205003345);
INSERT INTO messages (room_id, seq, id, sender_id, body, metadata, created_at)
VALUES ('01a1fa8e-7838-708f-b97f-57992193c846', 1, '01a1fa8e-784c-775e-8fd4-7423a8eb73c9', 'ann', 'of yore', '{"runId":"01a1fa8e-784b-7530-995d-9597530c427f"}', 1795205003339);
INSERT INTO messages (room_id, seq, id, sender_id, body, metadata, created_at)
VALUES ('01a1fa8e-7838-708f-b97f-57992193c846', 2, '01a1fa8e-7851-7456-8a54-9eebed743356', 'agent:echo', 'Echo: of yore', '{"runId":"01a1fa8e-784b-7530-995d-9597530c427f"}', 1795205003345);
INSERT INTO runs (id, session_id, user_id, request_id, message_id, status, head_seq, created_at, ended_at, end_seq, outcome)
VALUES ('01a1fa8e-784b-7530-995d-9597530c427f', '01a1fa8e-7838-708f-b97f-57992193c846', 'ann', '9bb87fd1-4a13-49c8-ae8f-9af95bd3733d', '01a1fa8e-784c-775e-8fd4-7423a8eb73c9', 'completed', 3, 1795205003339, 1795205003345, 2, '{"reply":{"payload":{"response":"Echo: of yore","logs":["echoing 7 bytes"],"sessionId":"01a1fa8e-7838-708f-b97f-57992193c846","runId":"01a1fa8e-784b-7530-995d-9597530c427f"},"topic":"rooms/01a1fa8e-7838-708f-b97f-57992193c846","seq":2}}');
INSERT INTO events (topic, seq, name, payload)
VALUES ('forge_sessions/01a1fa8e-784b-7530-995d-9597530c427f', 1, 'forge:started', '{"runId":"01a1fa8e-784b-7530-995d-9597530c427f","sessionId":"01a1fa8e-7838-708f-b97f-57992193c846","model":"echo","startedAt":"2026-11-20T20:03:23.340Z"}');
INSERT INTO events (topic, seq, name, payload)
VALUES ('forge_sessions/01a1fa8e-784b-7530-995d-9597530c427f', 2, 'log', '{"sessionId":"01a1fa8e-7838-708f-b97f-57992193c846","runId":"01a1fa8e-784b-7530-995d-9597530c427f","data":"echoing 7 bytes","level":"info"}');
INSERT INTO events (topic, seq, name, payload)
VALUES ('forge_sessions/01a1fa8e-784b-7530-995d-9597530c427f', 3, 'forge:completed', '{"runId":"01a1fa8e-784b-7530-995d-9597530c427f","sessionId":"01a1fa8e-7838-708f-b97f-57992193c846","status":"completed","success":true}');
INSERT INTO requests (user_id, request_id, fingerprint, session_id, message_id, message_seq, run_id, outcome, created_at)
VALUES ('ann', '90284dd3-2de0-4923-8d58-357b2d37fee5', X'46A53FA0211F098FF9E1DEA01BBD3BE3BE3902F0FDEB43441FFF97C56216E2C8', '01a1fa8e-7838-708f-b97f-57992193c846', NULL, NULL, NULL, '{"reply":{"payload":{"sessionId":"01a1fa8e-7838-708f-b97f-57992193c846","title":"An old one"}}}', 1795205003331);
INSERT INTO requests (user_id, request_id, fingerprint, session_id, message_id, message_seq, run_id, outcome, created_at)
VALUES ('ann', '9bb87fd1-4a13-49c8-ae8f-9af95bd3733d', X'F5AF4D2724B24F3AC566482011055ADCCADD468D5A6373C4E99EB304F1CF56AF', '01a1fa8e-7838-708f-b97f-57992193c846', '01a1fa8e-784c-775e-8fd4-7423a8eb73c9', 1, '01a1fa8e-784b-7530-995d-9597530c427f', NULL, 1795205003340);
