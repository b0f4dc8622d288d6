PRAGMA application_id = 1162363728;
CREATE TABLE alembic_version (
	version_num VARCHAR(32) NOT NULL, 
	CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
);
INSERT INTO alembic_version (version_num) VALUES ('0023');
CREATE TABLE blobs (
	sha256 TEXT NOT NULL, 
	content BLOB NOT NULL, 
	CONSTRAINT pk_blobs PRIMARY KEY (sha256)
);
INSERT INTO blobs (sha256, content) VALUES ('718d684569f16cc8bfbc540a19d2c2de310263af5ec44da26ff2d326cf85a290', X'41207265706F7274206F66207468652070737963686F6C6F67697374');
CREATE TABLE journal (
	seq INTEGER NOT NULL, 
	at TEXT NOT NULL, 
	actor TEXT NOT NULL, 
	case_id INTEGER, 
	kind TEXT NOT NULL, 
	payload TEXT, 
	payload_digest TEXT NOT NULL, 
	previous TEXT NOT NULL, 
	hash TEXT NOT NULL, 
	CONSTRAINT pk_journal PRIMARY KEY (seq)
);
INSERT INTO journal (seq, at, actor, case_id, kind, payload, payload_digest, previous, hash) VALUES (1, '2026-10-30T09:00:00.000000+00:00', 'Joy Addo', NULL, 'officer_added', '{"name":"Thandi Mbeki","officer":1,"role":"caseworker"}', '5439ea2323dd11bc59edc553aab961c9b8752658121aa3eea84294f1e2b59b60', '0000000000000000000000000000000000000000000000000000000000000000', '429b0cf77db3917874b811ef67f1b78482c4b2e6c5d64db2f92ee8b37dfe2227');
INSERT INTO journal (seq, at, actor, case_id, kind, payload, payload_digest, previous, hash) VALUES (2, '2026-10-30T09:00:00.000000+00:00', 'Joy Addo', 1, 'case_opened', '{"approximate":false,"attrs":{"source":"parent"},"child":1,"fact":1,"kind":"request_received","note":"","on":"2026-06-24","ref":"SEN/1","sealed":{"digest":"037fd9b4f07beee3cfbb3d0c4ea078c33aa2a9d85c5038a5c8ce77250a596dd6","facts":"1"},"source":""}', '30fae0033c8b9f33159351414ec1596cac5a70afcc9007f9d72ca5a5afbbe4b8', '429b0cf77db3917874b811ef67f1b78482c4b2e6c5d64db2f92ee8b37dfe2227', 'f7403b412864d4f3c714c3709ebf4caca0d03af3b43068b405ed8fe0853597d4');
INSERT INTO journal (seq, at, actor, case_id, kind, payload, payload_digest, previous, hash) VALUES (3, '2026-10-30T09:00:00.000000+00:00', 'Joy Addo', 2, 'case_opened', '{"approximate":false,"attrs":{"source":"parent"},"child":2,"fact":2,"kind":"request_received","note":"","on":"2026-06-24","ref":"SEN/2","sealed":{"digest":"b8580c1e7bfd12b111e2a7ccefda7ad8a70ffba8c8a9e06446651596ba41cb45","facts":"2"},"source":""}', '36573392145150d0e4a489767f3438d5a61569cd8da0fb0879d94e3d0e88eb08', 'f7403b412864d4f3c714c3709ebf4caca0d03af3b43068b405ed8fe0853597d4', '527154dc889e57a5caa42281ab3735c6057c082219e1191bd2fcac092f5e4f57');
INSERT INTO journal (seq, at, actor, case_id, kind, payload, payload_digest, previous, hash) VALUES (4, '2026-10-30T09:00:00.000000+00:00', 'Joy Addo', 3, 'case_opened', '{"approximate":false,"attrs":{"source":"parent"},"child":3,"fact":3,"kind":"request_received","note":"","on":"2026-06-24","ref":"SEN/3","sealed":{"digest":"8a118fa2a28724a2e4d0c95f46fc56874ff37dd4bc2a9c44eba487546b81632c","facts":"3"},"source":""}', '9d6f7211417cbc948d74a35b6a35d2344e316d36ff79130e3835f44dbb88ef4c', '527154dc889e57a5caa42281ab3735c6057c082219e1191bd2fcac092f5e4f57', 'ca17918d2f8f716c67bf6e108f47c341e05b5f4c5567dabbfdf1b41a6222fb01');
INSERT INTO journal (seq, at, actor, case_id, kind, payload, payload_digest, previous, hash) VALUES (5, '2026-10-30T09:00:00.000000+00:00', 'Joy Addo', 1, 'assigned', '{"from":"","reason":"New","sealed":{"digest":"f15dd4c7d033aaa678dfa49551285508c80a352d0472cee324b1048ee98db690","facts":"4"},"to":"Thandi Mbeki"}', 'dd89796a683e8fef4155e1f443f4c62f77eb2da74a786c4363be79bb58faf0b9', 'ca17918d2f8f716c67bf6e108f47c341e05b5f4c5567dabbfdf1b41a6222fb01', '09ffaadda02a2bf0afc3a72c2ca7c51a2dfafafe3855a11c919c0ed0abbe6bae');
INSERT INTO journal (seq, at, actor, case_id, kind, payload, payload_digest, previous, hash) VALUES (6, '2026-10-30T09:00:00.000000+00:00', 'Joy Addo', 1, 'fact_recorded', '{"approximate":false,"attrs":{"outcome":"assess"},"fact":5,"kind":"assess_decision_notified","note":"","on":"2026-08-03","sealed":{"digest":"743702df98c19e143865daf7bdb6962b38e8c7cdf4d2f3bb6d88cdf03e9e03a7","facts":"5"},"source":""}', '94dc00ebec3f58aee88217db408e3909ed7faf8e60a3023feed2f587cd068d6e', '09ffaadda02a2bf0afc3a72c2ca7c51a2dfafafe3855a11c919c0ed0abbe6bae', 'f3c46875ab6ce8bcc000d04a805658b3ade237120ad9a09fce2fed4876dbf6f6');
INSERT INTO journal (seq, at, actor, case_id, kind, payload, payload_digest, previous, hash) VALUES (7, '2026-10-30T09:00:00.000000+00:00', 'Joy Addo', 2, 'fact_recorded', '{"approximate":false,"attrs":{},"fact":6,"kind":"note","note":"Rang Larkspur; they ring back","on":"2026-10-30","sealed":{"digest":"c0107d604821379122a9d5253e48a3d688b989c0edd2fad582614b6f83013802","facts":"6"},"source":""}', 'f344d33d22b5b220662545a2b47265a340ea8f0d1c691a2c1f801b0c7077fc00', 'f3c46875ab6ce8bcc000d04a805658b3ade237120ad9a09fce2fed4876dbf6f6', 'bc5fd0500855a8c69af12be6b97c7bb106cc143babef18ba899942159d5dc417');
INSERT INTO journal (seq, at, actor, case_id, kind, payload, payload_digest, previous, hash) VALUES (8, '2026-10-30T09:00:00.000000+00:00', 'Joy Addo', 3, 'fact_recorded', '{"approximate":false,"attrs":{},"fact":7,"kind":"note","note":"Written twice","on":"2026-10-30","sealed":{"digest":"655c52d29729eafcf631b2ca4b3b0c077c4d7d5b62e093a482a3303e45e53794","facts":"7"},"source":""}', '507c296fde77767800dc96089a5bc366dd8f9cee98889a5939581760cb0b395a', 'bc5fd0500855a8c69af12be6b97c7bb106cc143babef18ba899942159d5dc417', '58253486573503e57933d75b287d026179c07cccd8e94fa1cd8fa3ea3aa06a88');
INSERT INTO journal (seq, at, actor, case_id, kind, payload, payload_digest, previous, hash) VALUES (9, '2026-10-30T09:00:00.000000+00:00', 'Joy Addo', 1, 'document_filed', '{"document":1,"filename":"report.txt","sha256":"718d684569f16cc8bfbc540a19d2c2de310263af5ec44da26ff2d326cf85a290"}', 'e6a4b18418d68ae6faa8d861b77b8c39acdbccab6c8083261089bb46f78b0c57', '58253486573503e57933d75b287d026179c07cccd8e94fa1cd8fa3ea3aa06a88', '48237fee61ae90ed8c3c5762651b489ce496b0201ddc29f15d37e20d3757bde0');
INSERT INTO journal (seq, at, actor, case_id, kind, payload, payload_digest, previous, hash) VALUES (10, '2026-10-30T09:00:00.000000+00:00', 'Joy Addo', 1, 'fact_recorded', '{"approximate":false,"attrs":{"document":"1","name":"report.txt"},"fact":8,"kind":"document_filed","note":"","on":"2026-10-30","sealed":{"digest":"c8a40f8a29fd682bc26e16bdb9240a45fb3de1d951fd1136a86f5d8fb6b5f1b4","facts":"8"},"source":"report.txt"}', 'aeab540f9fe46958d90d00254b0ce291c8b31a7b62ad20a4b659be0992a0c5f5', '48237fee61ae90ed8c3c5762651b489ce496b0201ddc29f15d37e20d3757bde0', '638757086f2d996dada6f87dfd6716ceb579ebacc7cac126d9048e7257cd417d');
CREATE TABLE import_profiles (
	name TEXT NOT NULL, 
	profile TEXT NOT NULL, 
	CONSTRAINT pk_import_profiles PRIMARY KEY (name)
);
CREATE TABLE imported_rows (
	digest TEXT NOT NULL, import_number INTEGER, 
	CONSTRAINT pk_imported_rows PRIMARY KEY (digest)
)
 WITHOUT ROWID

;
CREATE TABLE saved_views (
	id INTEGER NOT NULL, 
	owner TEXT NOT NULL, 
	name TEXT NOT NULL, 
	"query" TEXT NOT NULL, 
	CONSTRAINT pk_saved_views PRIMARY KEY (id)
);
CREATE TABLE settings (
	"key" TEXT NOT NULL, 
	value TEXT NOT NULL, 
	CONSTRAINT pk_settings PRIMARY KEY ("key")
);
CREATE TABLE teams (
	id INTEGER NOT NULL, 
	name TEXT NOT NULL, 
	manager_id INTEGER, 
	CONSTRAINT pk_teams PRIMARY KEY (id), 
	CONSTRAINT fk_teams_manager_id FOREIGN KEY(manager_id) REFERENCES officers (id) DEFERRABLE INITIALLY DEFERRED
);
CREATE TABLE officers (
	id INTEGER NOT NULL, 
	name TEXT NOT NULL, 
	role TEXT NOT NULL, 
	team_id INTEGER, 
	fte DOUBLE NOT NULL, 
	email TEXT NOT NULL, 
	placeholder BOOLEAN NOT NULL, 
	started_on DATE, 
	left_on DATE, days_off TEXT DEFAULT '' NOT NULL, 
	CONSTRAINT pk_officers PRIMARY KEY (id), 
	CONSTRAINT ck_officers_fte CHECK (fte >= 0), 
	CONSTRAINT fk_officers_team_id FOREIGN KEY(team_id) REFERENCES teams (id)
);
INSERT INTO officers (id, name, role, team_id, fte, email, placeholder, started_on, left_on, days_off) VALUES (1, 'Thandi Mbeki', 'caseworker', NULL, 1.0, '', 0, NULL, NULL, '');
CREATE TABLE absences (
	id INTEGER NOT NULL, 
	officer_id INTEGER NOT NULL, 
	first_day DATE NOT NULL, 
	last_day DATE NOT NULL, 
	cover_id INTEGER, 
	reason TEXT NOT NULL, 
	CONSTRAINT pk_absences PRIMARY KEY (id), 
	CONSTRAINT ck_absences_days CHECK (first_day <= last_day), 
	CONSTRAINT fk_absences_cover_id FOREIGN KEY(cover_id) REFERENCES officers (id), 
	CONSTRAINT fk_absences_officer_id FOREIGN KEY(officer_id) REFERENCES officers (id)
);
CREATE TABLE children (
	id INTEGER NOT NULL, 
	surname TEXT NOT NULL, 
	forenames TEXT NOT NULL, 
	name_folded TEXT NOT NULL, 
	born DATE, 
	sex TEXT NOT NULL, 
	upn TEXT NOT NULL, 
	uln TEXT NOT NULL, 
	year_group INTEGER, 
	setting TEXT NOT NULL, 
	need TEXT NOT NULL, 
	before_you_ring TEXT NOT NULL, nhs TEXT DEFAULT '' NOT NULL, known_as TEXT DEFAULT '' NOT NULL, ethnicity TEXT DEFAULT '' NOT NULL, language TEXT DEFAULT '' NOT NULL, communication TEXT DEFAULT '' NOT NULL, same_as INTEGER CONSTRAINT fk_children_same_as REFERENCES children (id), year_since INTEGER, 
	CONSTRAINT pk_children PRIMARY KEY (id)
);
INSERT INTO children (id, surname, forenames, name_folded, born, sex, upn, uln, year_group, setting, need, before_you_ring, nhs, known_as, ethnicity, language, communication, same_as, year_since) VALUES (1, 'Farrowdale1', 'Łucja', 'farrowdale1, lucja', '2017-07-28', '', '', '', NULL, 'Larkspur Primary', '', '', '', '', '', '', '', NULL, NULL);
INSERT INTO children (id, surname, forenames, name_folded, born, sex, upn, uln, year_group, setting, need, before_you_ring, nhs, known_as, ethnicity, language, communication, same_as, year_since) VALUES (2, 'Farrowdale2', 'Łucja', 'farrowdale2, lucja', '2017-07-28', '', '', '', NULL, 'Larkspur Primary', '', '', '', '', '', '', '', NULL, NULL);
INSERT INTO children (id, surname, forenames, name_folded, born, sex, upn, uln, year_group, setting, need, before_you_ring, nhs, known_as, ethnicity, language, communication, same_as, year_since) VALUES (3, 'Farrowdale3', 'Łucja', 'farrowdale3, lucja', '2017-07-28', '', '', '', NULL, 'Larkspur Primary', '', '', '', '', '', '', '', NULL, NULL);
CREATE TABLE contactables (
	id INTEGER NOT NULL, 
	child_id INTEGER NOT NULL, 
	name TEXT NOT NULL, 
	relation TEXT NOT NULL, 
	phone TEXT NOT NULL, 
	email TEXT NOT NULL, 
	parental_responsibility BOOLEAN NOT NULL, 
	preference TEXT NOT NULL, more TEXT DEFAULT '' NOT NULL, rests_on TEXT DEFAULT '' NOT NULL, language TEXT DEFAULT '' NOT NULL, interpreter TEXT DEFAULT '' NOT NULL, address TEXT DEFAULT '' NOT NULL, agency TEXT DEFAULT '' NOT NULL, hidden BOOLEAN DEFAULT 0 NOT NULL, since DATE, until DATE, 
	CONSTRAINT pk_contactables PRIMARY KEY (id), 
	CONSTRAINT fk_contactables_child_id FOREIGN KEY(child_id) REFERENCES children (id)
);
CREATE TABLE cases (
	id INTEGER NOT NULL, 
	ref TEXT NOT NULL, 
	ref_folded TEXT NOT NULL, 
	child_id INTEGER NOT NULL, 
	team_id INTEGER, 
	owner_id INTEGER, 
	owned_since DATE, 
	unassigned_since DATE, 
	psychologist TEXT NOT NULL, 
	held TEXT NOT NULL, 
	version INTEGER NOT NULL, 
	CONSTRAINT pk_cases PRIMARY KEY (id), 
	CONSTRAINT ck_cases_ref CHECK (ref <> ''), 
	CONSTRAINT ck_cases_version CHECK (version >= 1), 
	CONSTRAINT fk_cases_child_id FOREIGN KEY(child_id) REFERENCES children (id), 
	CONSTRAINT fk_cases_owner_id FOREIGN KEY(owner_id) REFERENCES officers (id), 
	CONSTRAINT fk_cases_team_id FOREIGN KEY(team_id) REFERENCES teams (id), 
	CONSTRAINT uq_cases_ref_folded UNIQUE (ref_folded)
);
INSERT INTO cases (id, ref, ref_folded, child_id, team_id, owner_id, owned_since, unassigned_since, psychologist, held, version) VALUES (1, 'SEN/1', 'sen/1', 1, NULL, 1, '2026-10-30', NULL, '', '', 5);
INSERT INTO cases (id, ref, ref_folded, child_id, team_id, owner_id, owned_since, unassigned_since, psychologist, held, version) VALUES (2, 'SEN/2', 'sen/2', 2, NULL, NULL, NULL, '2026-06-24', '', '', 3);
INSERT INTO cases (id, ref, ref_folded, child_id, team_id, owner_id, owned_since, unassigned_since, psychologist, held, version) VALUES (3, 'SEN/3', 'sen/3', 3, NULL, NULL, NULL, '2026-06-24', '', '', 3);
CREATE TABLE case_summary (
	case_id INTEGER NOT NULL, 
	ref TEXT NOT NULL, 
	ref_sort TEXT NOT NULL, 
	surname TEXT NOT NULL, 
	forenames TEXT NOT NULL, 
	name_sort TEXT NOT NULL, 
	year_offset INTEGER, 
	setting TEXT NOT NULL, 
	setting_folded TEXT NOT NULL, 
	team_id INTEGER, 
	owner_id INTEGER, 
	owner_sort TEXT, 
	owned_since DATE, 
	unassigned_since DATE, 
	psychologist TEXT NOT NULL, 
	held TEXT NOT NULL, 
	scope TEXT NOT NULL, 
	stage TEXT NOT NULL, 
	stage_order INTEGER NOT NULL, 
	received DATE, 
	decided_on DATE, 
	decided_to_assess BOOLEAN, 
	no_plan_on DATE, 
	draft_on DATE, 
	final_on DATE, 
	ended_on DATE, 
	approximate BOOLEAN NOT NULL, 
	risk INTEGER NOT NULL, 
	next_rule TEXT NOT NULL, 
	next_due DATE, 
	next_relieved BOOLEAN NOT NULL, 
	plan_decision_due DATE, 
	last_contact_on DATE, 
	awaiting TEXT NOT NULL, 
	awaiting_since DATE, 
	relieved_rules TEXT NOT NULL, 
	CONSTRAINT pk_case_summary PRIMARY KEY (case_id), 
	CONSTRAINT ck_case_summary_scope CHECK (scope IN ('open', 'plans', 'closed')), 
	CONSTRAINT ck_case_summary_risk CHECK (risk IN (0, 1, 2)), 
	CONSTRAINT fk_case_summary_case_id FOREIGN KEY(case_id) REFERENCES cases (id)
);
INSERT INTO case_summary (case_id, ref, ref_sort, surname, forenames, name_sort, year_offset, setting, setting_folded, team_id, owner_id, owner_sort, owned_since, unassigned_since, psychologist, held, scope, stage, stage_order, received, decided_on, decided_to_assess, no_plan_on, draft_on, final_on, ended_on, approximate, risk, next_rule, next_due, next_relieved, plan_decision_due, last_contact_on, awaiting, awaiting_since, relieved_rules) VALUES (1, 'SEN/1', 'sen/0000000001', 'Farrowdale1', 'Łucja', 'farrowdale1, lucja', NULL, 'Larkspur Primary', 'larkspur primary', NULL, 1, 'thandi mbeki', '2026-10-30', NULL, '', '', 'open', 'assessing', 1, '2026-06-24', '2026-08-03', 1, NULL, NULL, NULL, NULL, 0, 0, 'A_FINAL_PLAN', '2026-11-11', 0, '2026-10-14', NULL, '', NULL, '');
INSERT INTO case_summary (case_id, ref, ref_sort, surname, forenames, name_sort, year_offset, setting, setting_folded, team_id, owner_id, owner_sort, owned_since, unassigned_since, psychologist, held, scope, stage, stage_order, received, decided_on, decided_to_assess, no_plan_on, draft_on, final_on, ended_on, approximate, risk, next_rule, next_due, next_relieved, plan_decision_due, last_contact_on, awaiting, awaiting_since, relieved_rules) VALUES (2, 'SEN/2', 'sen/0000000002', 'Farrowdale2', 'Łucja', 'farrowdale2, lucja', NULL, 'Larkspur Primary', 'larkspur primary', NULL, NULL, NULL, NULL, '2026-06-24', '', '', 'open', 'deciding', 0, '2026-06-24', NULL, NULL, NULL, NULL, NULL, NULL, 0, 0, 'A_DECIDE_ASSESS', '2026-08-05', 0, NULL, NULL, '', NULL, '');
INSERT INTO case_summary (case_id, ref, ref_sort, surname, forenames, name_sort, year_offset, setting, setting_folded, team_id, owner_id, owner_sort, owned_since, unassigned_since, psychologist, held, scope, stage, stage_order, received, decided_on, decided_to_assess, no_plan_on, draft_on, final_on, ended_on, approximate, risk, next_rule, next_due, next_relieved, plan_decision_due, last_contact_on, awaiting, awaiting_since, relieved_rules) VALUES (3, 'SEN/3', 'sen/0000000003', 'Farrowdale3', 'Łucja', 'farrowdale3, lucja', NULL, 'Larkspur Primary', 'larkspur primary', NULL, NULL, NULL, NULL, '2026-06-24', '', '', 'open', 'deciding', 0, '2026-06-24', NULL, NULL, NULL, NULL, NULL, NULL, 0, 0, 'A_DECIDE_ASSESS', '2026-08-05', 0, NULL, NULL, '', NULL, '');
CREATE TABLE case_words (
	word TEXT NOT NULL, 
	case_id INTEGER NOT NULL, 
	CONSTRAINT pk_case_words PRIMARY KEY (word, case_id), 
	CONSTRAINT fk_case_words_case_id FOREIGN KEY(case_id) REFERENCES cases (id)
)
 WITHOUT ROWID

;
INSERT INTO case_words (word, case_id) VALUES ('1', 1);
INSERT INTO case_words (word, case_id) VALUES ('20170728', 1);
INSERT INTO case_words (word, case_id) VALUES ('farrowdale1', 1);
INSERT INTO case_words (word, case_id) VALUES ('larkspur', 1);
INSERT INTO case_words (word, case_id) VALUES ('lucja', 1);
INSERT INTO case_words (word, case_id) VALUES ('primary', 1);
INSERT INTO case_words (word, case_id) VALUES ('sen1', 1);
INSERT INTO case_words (word, case_id) VALUES ('2', 2);
INSERT INTO case_words (word, case_id) VALUES ('20170728', 2);
INSERT INTO case_words (word, case_id) VALUES ('farrowdale2', 2);
INSERT INTO case_words (word, case_id) VALUES ('larkspur', 2);
INSERT INTO case_words (word, case_id) VALUES ('lucja', 2);
INSERT INTO case_words (word, case_id) VALUES ('primary', 2);
INSERT INTO case_words (word, case_id) VALUES ('sen2', 2);
INSERT INTO case_words (word, case_id) VALUES ('20170728', 3);
INSERT INTO case_words (word, case_id) VALUES ('3', 3);
INSERT INTO case_words (word, case_id) VALUES ('farrowdale3', 3);
INSERT INTO case_words (word, case_id) VALUES ('larkspur', 3);
INSERT INTO case_words (word, case_id) VALUES ('lucja', 3);
INSERT INTO case_words (word, case_id) VALUES ('primary', 3);
INSERT INTO case_words (word, case_id) VALUES ('sen3', 3);
CREATE TABLE deadlines (
	case_id INTEGER NOT NULL, 
	place INTEGER NOT NULL, 
	rule TEXT NOT NULL, 
	subject TEXT NOT NULL, 
	due DATE NOT NULL, 
	base TEXT NOT NULL, 
	met_on DATE, 
	force TEXT NOT NULL, 
	actor TEXT NOT NULL, 
	ruleset TEXT NOT NULL, 
	CONSTRAINT pk_deadlines PRIMARY KEY (case_id, place), 
	CONSTRAINT fk_deadlines_case_id FOREIGN KEY(case_id) REFERENCES cases (id)
)
 WITHOUT ROWID

;
INSERT INTO deadlines (case_id, place, rule, subject, due, base, met_on, force, actor, ruleset) VALUES (1, 0, 'A_DECIDE_ASSESS', '', '2026-08-05', 'met', '2026-08-03', 'statute', 'LA', 'england@2026-09-01#99f52964ddc9');
INSERT INTO deadlines (case_id, place, rule, subject, due, base, met_on, force, actor, ruleset) VALUES (1, 1, 'A_DECIDE_NOT_ISSUE', '', '2026-10-14', 'soft', NULL, 'statute', 'LA', 'england@2026-09-01#99f52964ddc9');
INSERT INTO deadlines (case_id, place, rule, subject, due, base, met_on, force, actor, ruleset) VALUES (1, 2, 'A_DRAFT_TARGET', '', '2026-10-14', 'not_a_limit', NULL, 'practice', 'LA', 'england@2026-09-01#99f52964ddc9');
INSERT INTO deadlines (case_id, place, rule, subject, due, base, met_on, force, actor, ruleset) VALUES (1, 3, 'A_FINAL_PLAN', '', '2026-11-11', 'open', NULL, 'statute', 'LA', 'england@2026-09-01#99f52964ddc9');
INSERT INTO deadlines (case_id, place, rule, subject, due, base, met_on, force, actor, ruleset) VALUES (1, 4, 'A_ADVICE_REQUEST', '', '2026-08-03', 'not_a_limit', NULL, 'derived', 'LA', 'england@2026-09-01#99f52964ddc9');
INSERT INTO deadlines (case_id, place, rule, subject, due, base, met_on, force, actor, ruleset) VALUES (2, 0, 'A_DECIDE_ASSESS', '', '2026-08-05', 'open', NULL, 'statute', 'LA', 'england@2026-09-01#99f52964ddc9');
INSERT INTO deadlines (case_id, place, rule, subject, due, base, met_on, force, actor, ruleset) VALUES (2, 1, 'A_DECIDE_NOT_ISSUE', '', '2026-10-14', 'soft', NULL, 'statute', 'LA', 'england@2026-09-01#99f52964ddc9');
INSERT INTO deadlines (case_id, place, rule, subject, due, base, met_on, force, actor, ruleset) VALUES (2, 2, 'A_DRAFT_TARGET', '', '2026-10-14', 'not_a_limit', NULL, 'practice', 'LA', 'england@2026-09-01#99f52964ddc9');
INSERT INTO deadlines (case_id, place, rule, subject, due, base, met_on, force, actor, ruleset) VALUES (2, 3, 'A_FINAL_PLAN', '', '2026-11-11', 'open', NULL, 'statute', 'LA', 'england@2026-09-01#99f52964ddc9');
INSERT INTO deadlines (case_id, place, rule, subject, due, base, met_on, force, actor, ruleset) VALUES (3, 0, 'A_DECIDE_ASSESS', '', '2026-08-05', 'open', NULL, 'statute', 'LA', 'england@2026-09-01#99f52964ddc9');
INSERT INTO deadlines (case_id, place, rule, subject, due, base, met_on, force, actor, ruleset) VALUES (3, 1, 'A_DECIDE_NOT_ISSUE', '', '2026-10-14', 'soft', NULL, 'statute', 'LA', 'england@2026-09-01#99f52964ddc9');
INSERT INTO deadlines (case_id, place, rule, subject, due, base, met_on, force, actor, ruleset) VALUES (3, 2, 'A_DRAFT_TARGET', '', '2026-10-14', 'not_a_limit', NULL, 'practice', 'LA', 'england@2026-09-01#99f52964ddc9');
INSERT INTO deadlines (case_id, place, rule, subject, due, base, met_on, force, actor, ruleset) VALUES (3, 3, 'A_FINAL_PLAN', '', '2026-11-11', 'open', NULL, 'statute', 'LA', 'england@2026-09-01#99f52964ddc9');
CREATE TABLE documents (
	id INTEGER NOT NULL, 
	case_id INTEGER NOT NULL, 
	filename TEXT NOT NULL, 
	media_type TEXT NOT NULL, 
	size INTEGER NOT NULL, 
	sha256 TEXT NOT NULL, 
	filed_at TEXT NOT NULL, 
	filed_by TEXT NOT NULL, 
	CONSTRAINT pk_documents PRIMARY KEY (id), 
	CONSTRAINT fk_documents_case_id FOREIGN KEY(case_id) REFERENCES cases (id), 
	CONSTRAINT fk_documents_sha256 FOREIGN KEY(sha256) REFERENCES blobs (sha256)
);
INSERT INTO documents (id, case_id, filename, media_type, size, sha256, filed_at, filed_by) VALUES (1, 1, 'report.txt', 'text/plain', 28, '718d684569f16cc8bfbc540a19d2c2de310263af5ec44da26ff2d326cf85a290', '2026-10-30T09:00:00.000000+00:00', 'Joy Addo');
CREATE TABLE facts (
	id INTEGER NOT NULL, 
	case_id INTEGER NOT NULL, 
	kind TEXT NOT NULL, 
	happened_on DATE NOT NULL, 
	attrs TEXT, 
	approximate BOOLEAN NOT NULL, 
	note TEXT NOT NULL, 
	source TEXT NOT NULL, 
	recorded_at TEXT NOT NULL, 
	recorded_by TEXT NOT NULL, 
	supersedes INTEGER, 
	document_id INTEGER, 
	CONSTRAINT pk_facts PRIMARY KEY (id), 
	CONSTRAINT ck_facts_kind CHECK (kind <> ''), 
	CONSTRAINT ck_facts_supersedes CHECK (supersedes < id), 
	CONSTRAINT fk_facts_case_id FOREIGN KEY(case_id) REFERENCES cases (id), 
	CONSTRAINT fk_facts_document_id FOREIGN KEY(document_id) REFERENCES documents (id), 
	CONSTRAINT fk_facts_supersedes FOREIGN KEY(supersedes) REFERENCES facts (id)
);
INSERT INTO facts (id, case_id, kind, happened_on, attrs, approximate, note, source, recorded_at, recorded_by, supersedes, document_id) VALUES (1, 1, 'request_received', '2026-06-24', '{"source":"parent"}', 0, '', '', '2026-10-30T09:00:00.000000+00:00', 'Joy Addo', NULL, NULL);
INSERT INTO facts (id, case_id, kind, happened_on, attrs, approximate, note, source, recorded_at, recorded_by, supersedes, document_id) VALUES (2, 2, 'request_received', '2026-06-24', '{"source":"parent"}', 0, '', '', '2026-10-30T09:00:00.000000+00:00', 'Joy Addo', NULL, NULL);
INSERT INTO facts (id, case_id, kind, happened_on, attrs, approximate, note, source, recorded_at, recorded_by, supersedes, document_id) VALUES (3, 3, 'request_received', '2026-06-24', '{"source":"parent"}', 0, '', '', '2026-10-30T09:00:00.000000+00:00', 'Joy Addo', NULL, NULL);
INSERT INTO facts (id, case_id, kind, happened_on, attrs, approximate, note, source, recorded_at, recorded_by, supersedes, document_id) VALUES (4, 1, 'assigned', '2026-10-30', '{"from":"","reason":"New","to":"Thandi Mbeki"}', 0, '', '', '2026-10-30T09:00:00.000000+00:00', 'Joy Addo', NULL, NULL);
INSERT INTO facts (id, case_id, kind, happened_on, attrs, approximate, note, source, recorded_at, recorded_by, supersedes, document_id) VALUES (5, 1, 'assess_decision_notified', '2026-08-03', '{"outcome":"assess"}', 0, '', '', '2026-10-30T09:00:00.000000+00:00', 'Joy Addo', NULL, NULL);
INSERT INTO facts (id, case_id, kind, happened_on, attrs, approximate, note, source, recorded_at, recorded_by, supersedes, document_id) VALUES (6, 2, 'note', '2026-10-30', NULL, 0, 'Rang Larkspur; they ring back', '', '2026-10-30T09:00:00.000000+00:00', 'Joy Addo', NULL, NULL);
INSERT INTO facts (id, case_id, kind, happened_on, attrs, approximate, note, source, recorded_at, recorded_by, supersedes, document_id) VALUES (7, 3, 'note', '2026-10-30', NULL, 0, 'Written twice', '', '2026-10-30T09:00:00.000000+00:00', 'Joy Addo', NULL, NULL);
INSERT INTO facts (id, case_id, kind, happened_on, attrs, approximate, note, source, recorded_at, recorded_by, supersedes, document_id) VALUES (8, 1, 'document_filed', '2026-10-30', '{"document":"1","name":"report.txt"}', 0, '', 'report.txt', '2026-10-30T09:00:00.000000+00:00', 'Joy Addo', NULL, 1);
CREATE TABLE document_texts (
	document_id INTEGER NOT NULL, 
	text TEXT NOT NULL, 
	unread TEXT NOT NULL, 
	CONSTRAINT pk_document_texts PRIMARY KEY (document_id), 
	CONSTRAINT fk_document_texts_document_id FOREIGN KEY(document_id) REFERENCES documents (id)
);
CREATE VIRTUAL TABLE fact_words USING fts5(words, content='', tokenize='ascii');
CREATE VIRTUAL TABLE document_words USING fts5(words, content='', tokenize='ascii');
CREATE TABLE messages (
	id INTEGER NOT NULL, 
	day DATE NOT NULL, 
	name TEXT NOT NULL, 
	officer_id INTEGER, 
	role TEXT NOT NULL, 
	address TEXT NOT NULL, 
	subject TEXT NOT NULL, 
	body TEXT NOT NULL, 
	cases TEXT NOT NULL, 
	state TEXT NOT NULL, 
	tries INTEGER NOT NULL, 
	trouble TEXT NOT NULL, 
	changed_at TEXT NOT NULL, 
	CONSTRAINT pk_messages PRIMARY KEY (id), 
	CONSTRAINT ck_messages_state CHECK (state IN ('queued', 'sending', 'sent', 'refused', 'replaced'))
);
CREATE TABLE restricted (
	child_id INTEGER NOT NULL, 
	reason TEXT NOT NULL, 
	since TEXT NOT NULL, 
	"by" TEXT NOT NULL, 
	CONSTRAINT pk_restricted PRIMARY KEY (child_id), 
	CONSTRAINT fk_restricted_child_id FOREIGN KEY(child_id) REFERENCES children (id)
);
CREATE TABLE restricted_names (
	child_id INTEGER NOT NULL, 
	name TEXT NOT NULL, 
	CONSTRAINT pk_restricted_names PRIMARY KEY (child_id, name), 
	CONSTRAINT fk_restricted_names_child_id FOREIGN KEY(child_id) REFERENCES children (id)
);
CREATE TABLE read_log (
	id INTEGER NOT NULL, 
	at TEXT NOT NULL, 
	name TEXT NOT NULL, 
	case_id INTEGER NOT NULL, 
	reason TEXT NOT NULL, 
	CONSTRAINT pk_read_log PRIMARY KEY (id), 
	CONSTRAINT fk_read_log_case_id FOREIGN KEY(case_id) REFERENCES cases (id)
);
CREATE TABLE presence (
	case_id INTEGER NOT NULL, 
	desk TEXT NOT NULL, 
	name TEXT NOT NULL, 
	since TEXT NOT NULL, 
	seen TEXT NOT NULL, 
	CONSTRAINT pk_presence PRIMARY KEY (case_id, desk), 
	CONSTRAINT fk_presence_case_id FOREIGN KEY(case_id) REFERENCES cases (id)
);
CREATE TABLE disposals (
	case_id INTEGER NOT NULL, 
	ref TEXT NOT NULL, 
	at TEXT NOT NULL, 
	"by" TEXT NOT NULL, 
	rule TEXT NOT NULL, 
	due DATE NOT NULL, 
	reason TEXT NOT NULL, 
	facts INTEGER NOT NULL, 
	documents INTEGER NOT NULL, 
	size INTEGER NOT NULL, 
	CONSTRAINT pk_disposals PRIMARY KEY (case_id)
);
CREATE INDEX ix_journal_case_id_seq ON journal (case_id, seq) WHERE case_id IS NOT NULL;
CREATE UNIQUE INDEX ix_saved_views_owner_name ON saved_views (owner, name);
CREATE INDEX ix_absences_officer_id ON absences (officer_id);
CREATE INDEX ix_children_name_folded ON children (name_folded);
CREATE INDEX ix_children_upn ON children (upn) WHERE upn <> '';
CREATE INDEX ix_contactables_child_id ON contactables (child_id);
CREATE INDEX ix_cases_child_id ON cases (child_id);
CREATE INDEX ix_case_summary_name ON case_summary (scope, name_sort, case_id);
CREATE INDEX ix_case_summary_owner ON case_summary (owner_id, scope, risk, next_due, case_id);
CREATE INDEX ix_case_summary_owner_sort ON case_summary (scope, owner_sort, case_id);
CREATE INDEX ix_case_summary_plan_decision ON case_summary (scope, plan_decision_due, case_id, next_due) WHERE plan_decision_due IS NOT NULL;
CREATE INDEX ix_case_summary_received ON case_summary (scope, received, case_id);
CREATE INDEX ix_case_summary_ref ON case_summary (scope, ref_sort, case_id);
CREATE INDEX ix_case_summary_risk ON case_summary (scope, risk, next_due, case_id, plan_decision_due);
CREATE INDEX ix_case_summary_team ON case_summary (team_id, scope, risk, next_due, case_id);
CREATE INDEX ix_case_summary_year ON case_summary (scope, year_offset, case_id);
CREATE INDEX ix_case_summary_stage ON case_summary (scope, stage_order, case_id);
CREATE INDEX ix_case_summary_contact ON case_summary (scope, last_contact_on, case_id);
CREATE INDEX ix_case_summary_unassigned ON case_summary (scope, unassigned_since, case_id);
CREATE INDEX ix_case_words_case_id ON case_words (case_id);
CREATE INDEX ix_documents_case_id ON documents (case_id);
CREATE INDEX ix_facts_case_id_id ON facts (case_id, id);
CREATE UNIQUE INDEX ix_facts_supersedes ON facts (supersedes) WHERE supersedes IS NOT NULL;
CREATE INDEX ix_deadlines_open ON deadlines (base, rule, case_id) WHERE base = 'open';
CREATE INDEX ix_children_same_as ON children (same_as) WHERE same_as IS NOT NULL;
CREATE INDEX ix_facts_marks ON facts (case_id) WHERE kind IN ('sensitivity', 'no_longer', 'another_child');
CREATE UNIQUE INDEX ix_messages_day_name ON messages (day, name);
CREATE INDEX ix_facts_needs ON facts (case_id) WHERE kind IN ('appeal_received', 'tribunal_order', 'appeal_not_opposed', 'education_status', 'setting_preferred');
CREATE INDEX ix_read_log_case_id_name ON read_log (case_id, name, at);
CREATE INDEX ix_documents_sha256 ON documents (sha256);
CREATE INDEX ix_facts_imports ON facts (case_id) WHERE kind IN ('imported', 'import_verified', 'taken_out');
CREATE TRIGGER facts_no_update BEFORE UPDATE ON facts BEGIN SELECT RAISE(ABORT, 'the record can only be added to'); END;
CREATE TRIGGER facts_no_delete BEFORE DELETE ON facts WHEN NOT EXISTS (SELECT 1 FROM disposals d WHERE d.case_id = OLD.case_id) BEGIN SELECT RAISE(ABORT, 'the record can only be added to'); END;
CREATE TRIGGER read_log_no_update BEFORE UPDATE ON read_log BEGIN SELECT RAISE(ABORT, 'the record can only be added to'); END;
CREATE TRIGGER read_log_no_delete BEFORE DELETE ON read_log WHEN NOT EXISTS (SELECT 1 FROM disposals d WHERE d.case_id = OLD.case_id) BEGIN SELECT RAISE(ABORT, 'the record can only be added to'); END;
CREATE TRIGGER disposals_no_update BEFORE UPDATE ON disposals BEGIN SELECT RAISE(ABORT, 'the record can only be added to'); END;
CREATE TRIGGER disposals_no_delete BEFORE DELETE ON disposals BEGIN SELECT RAISE(ABORT, 'the record can only be added to'); END;
CREATE TRIGGER journal_no_delete BEFORE DELETE ON journal BEGIN SELECT RAISE(ABORT, 'the record can only be added to'); END;
CREATE TRIGGER journal_no_update BEFORE UPDATE ON journal WHEN NOT EXISTS (SELECT 1 FROM disposals d WHERE d.case_id = OLD.case_id) OR NEW.payload IS NOT NULL OR NEW.seq IS NOT OLD.seq OR NEW.at IS NOT OLD.at OR NEW.actor IS NOT OLD.actor OR NEW.case_id IS NOT OLD.case_id OR NEW.kind IS NOT OLD.kind OR NEW.payload_digest IS NOT OLD.payload_digest OR NEW.previous IS NOT OLD.previous OR NEW.hash IS NOT OLD.hash BEGIN SELECT RAISE(ABORT, 'the record can only be added to'); END;
