-- What the first version stored for one conversation, row by row. Never to be changed: later
-- migrations have to cope with it.
INSERT INTO rooms (id, kind, owner_id, model, title, head_seq, created_at, updated_at)
VALUES ('01a1fa92-3559-74c9-aab3-da6a938a8706', 'session', 'ann', 'echo', 'An old one', 2, 1795205248345, 1795205248450);
INSERT INTO messages (room_id, seq, id, sender_id, body, metadata, created_at)
VALUES ('01a1fa92-3559-74c9-aab3-da6a938a8706', 1, '01a1fa92-35b1-7650-8c40-9ba39bcea15a', 'ann', 'of yore', '{"runId":"01a1fa92-35af-72b5-8e3a-51b16920c40c"}', 1795205248431);
INSERT INTO messages (room_id, seq, id, sender_id, body, metadata, created_at)
VALUES ('01a1fa92-3559-74c9-aab3-da6a938a8706', 2, '01a1fa92-35c2-7773-8f52-b3cd3a6283a5', 'agent:echo', 'Echo: of yore', '{"runId":"01a1fa92-35af-72b5-8e3a-51b16920c40c"}', 1795205248450);
INSERT INTO runs (id, session_id, user_id, request_id, message_id, status, head_seq, created_at, ended_at, end_seq, outcome)
VALUES ('01a1fa92-35af-72b5-8e3a-51b16920c40c', '01a1fa92-3559-74c9-aab3-da6a938a8706', 'ann', '54403920-ea30-48b9-8121-4e914fca2c50', '01a1fa92-35b1-7650-8c40-9ba39bcea15a', 'completed', 3, 1795205248431, 1795205248450, 2, '{"reply":{"payload":{"response":"Echo: of yore","logs":["echoing 7 bytes"],"sessionId":"01a1fa92-3559-74c9-aab3-da6a938a8706","runId":"01a1fa92-35af-72b5-8e3a-51b16920c40c"},"topic":"rooms/01a1fa92-3559-74c9-aab3-da6a938a8706","seq":2}}');
INSERT INTO events (topic, seq, name, payload)
VALUES ('forge_sessions/01a1fa92-35af-72b5-8e3a-51b16920c40c', 1, 'forge:started', '{"runId":"01a1fa92-35af-72b5-8e3a-51b16920c40c","sessionId":"01a1fa92-3559-74c9-aab3-da6a938a8706","model":"echo","startedAt":"2026-11-20T20:07:28.433Z"}');
INSERT INTO events (topic, seq, name, payload)
VALUES ('forge_sessions/01a1fa92-35af-72b5-8e3a-51b16920c40c', 2, 'log', '{"sessionId":"01a1fa92-3559-74c9-aab3-da6a938a8706","runId":"01a1fa92-35af-72b5-8e3a-51b16920c40c","data":"echoing 7 bytes","level":"info"}');
INSERT INTO events (topic, seq, name, payload)
VALUES ('forge_sessions/01a1fa92-35af-72b5-8e3a-51b16920c40c', 3, 'forge:completed', '{"runId":"01a1fa92-35af-72b5-8e3a-51b16920c40c","sessionId":"01a1fa92-3559-74c9-aab3-da6a938a8706","status":"completed","success":true}');
INSERT INTO requests (user_id, request_id, fingerprint, session_id, message_id, message_seq, run_id, outcome, created_at)
VALUES ('ann', '54403920-ea30-48b9-8121-4e914fca2c50', X'94EFB3526752E61166FB6E045F9674A70ABE1F87471CB3C107F0F5890AB564E0', '01a1fa92-3559-74c9-aab3-da6a938a8706', '01a1fa92-35b1-7650-8c40-9ba39bcea15a', 1, '01a1fa92-35af-72b5-8e3a-51b16920c40c', NULL, 1795205248433);
INSERT INTO requests (user_id, request_id, fingerprint, session_id, message_id, message_seq, run_id, outcome, created_at)
VALUES ('ann', 'aa3b4526-6ca1-48d8-8416-89ce4210bac7', X'DF511F4E1BEBB5367DB1644FC5E6A0D9EA8E6EBE1F05DF7327C044219108B84E', '01a1fa92-3559-74c9-aab3-da6a938a8706', NULL, NULL, NULL, '{"reply":{"payload":{"sessionId":"01a1fa92-3559-74c9-aab3-da6a938a8706","title":"An old one"}}}', 1795205248366);
