-- The office of the cast as release 0.1.0 left it at migration 0001: one ticket served and rated, one waiting.
BEGIN TRANSACTION;
CREATE TABLE alembic_version (
	version_num VARCHAR(32) NOT NULL, 
	CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
);
INSERT INTO "alembic_version" VALUES('0001');
CREATE TABLE counter (
	id INTEGER NOT NULL, 
	site_id INTEGER NOT NULL, 
	number INTEGER NOT NULL, 
	name JSON NOT NULL, 
	default_groups JSON NOT NULL, 
	state VARCHAR(10) NOT NULL, 
	reason VARCHAR(40), 
	since BIGINT, 
	groups JSON NOT NULL, 
	staff_id INTEGER, 
	seat VARCHAR(64), 
	retired BOOLEAN NOT NULL, 
	PRIMARY KEY (id), 
	FOREIGN KEY(site_id) REFERENCES site (id), 
	FOREIGN KEY(staff_id) REFERENCES staff (id), 
	CONSTRAINT counter_number UNIQUE (site_id, number)
);
INSERT INTO "counter" VALUES(1,1,1,'{"th": "Counter 1 (th)", "ms": "Counter 1 (ms)", "en": "Counter 1"}','[1, 2]','open',NULL,1799719200,'[1, 2]',1,'ana-tab',0);
INSERT INTO "counter" VALUES(2,1,2,'{"th": "Counter 2 (th)", "ms": "Counter 2 (ms)", "en": "Counter 2"}','[2]','closed',NULL,NULL,'[]',NULL,NULL,0);
INSERT INTO "counter" VALUES(3,1,3,'{"th": "Counter 3 (th)", "ms": "Counter 3 (ms)", "en": "Counter 3"}','[3]','closed',NULL,NULL,'[]',NULL,NULL,0);
INSERT INTO "counter" VALUES(4,2,1,'{"th": "Counter 1 (th)", "ms": "Counter 1 (ms)", "en": "Counter 1"}','[4, 5]','closed',NULL,NULL,'[]',NULL,NULL,0);
INSERT INTO "counter" VALUES(5,2,2,'{"th": "Counter 2 (th)", "ms": "Counter 2 (ms)", "en": "Counter 2"}','[5]','closed',NULL,NULL,'[]',NULL,NULL,0);
INSERT INTO "counter" VALUES(6,2,3,'{"th": "Counter 3 (th)", "ms": "Counter 3 (ms)", "en": "Counter 3"}','[6]','closed',NULL,NULL,'[]',NULL,NULL,0);
CREATE TABLE department (
	id INTEGER NOT NULL, 
	site_id INTEGER NOT NULL, 
	code VARCHAR(40) NOT NULL, 
	name JSON NOT NULL, 
	position INTEGER NOT NULL, 
	retired BOOLEAN NOT NULL, 
	PRIMARY KEY (id), 
	FOREIGN KEY(site_id) REFERENCES site (id), 
	CONSTRAINT department_code UNIQUE (site_id, code)
);
INSERT INTO "department" VALUES(1,1,'finance','{"th": "Finance (th)", "ms": "Finance (ms)", "en": "Finance"}',0,0);
INSERT INTO "department" VALUES(2,1,'clerk','{"th": "Clerk''s office (th)", "ms": "Clerk''s office (ms)", "en": "Clerk''s office"}',1,0);
INSERT INTO "department" VALUES(3,2,'finance','{"th": "Finance (th)", "ms": "Finance (ms)", "en": "Finance"}',0,0);
INSERT INTO "department" VALUES(4,2,'clerk','{"th": "Clerk''s office (th)", "ms": "Clerk''s office (ms)", "en": "Clerk''s office"}',1,0);
CREATE TABLE device (
	id INTEGER NOT NULL, 
	site_id INTEGER NOT NULL, 
	kind VARCHAR(20) NOT NULL, 
	name VARCHAR(120) NOT NULL, 
	counter_id INTEGER, 
	settings JSON NOT NULL, 
	token_hash VARCHAR(64) NOT NULL, 
	paired_at BIGINT NOT NULL, 
	revoked_at BIGINT, 
	PRIMARY KEY (id), 
	FOREIGN KEY(counter_id) REFERENCES counter (id), 
	FOREIGN KEY(site_id) REFERENCES site (id), 
	UNIQUE (token_hash)
);
INSERT INTO "device" VALUES(1,1,'kiosk','Lobby kiosk',NULL,'{}','5442006e34a3fbaa176cb10566bf87d5f05319771e9183467dc8a820de127cbb',1799719200,NULL);
INSERT INTO "device" VALUES(2,1,'display','Hall screen',NULL,'{}','a99aab74bf3b466a19669832479d94835378550cd5dc2e55ae7fcb487792cd59',1799719200,NULL);
INSERT INTO "device" VALUES(3,1,'tablet','Tablet at counter 2',2,'{}','2cd20940f6563c34ea96a4e415352afffd0fe820e7693223f8b7dfa9a2db2541',1799719200,NULL);
CREATE TABLE help (
	id INTEGER NOT NULL, 
	site_id INTEGER NOT NULL, 
	asked_at BIGINT NOT NULL, 
	device VARCHAR(120) NOT NULL, 
	answered_at BIGINT, 
	PRIMARY KEY (id), 
	FOREIGN KEY(site_id) REFERENCES site (id)
);
CREATE TABLE journal (
	site_id INTEGER NOT NULL, 
	seq BIGINT NOT NULL, 
	kind VARCHAR(40) NOT NULL, 
	at VARCHAR(27) NOT NULL, 
	body TEXT NOT NULL, 
	prev_hash VARCHAR(64) NOT NULL, 
	hash VARCHAR(64) NOT NULL, 
	PRIMARY KEY (site_id, seq), 
	FOREIGN KEY(site_id) REFERENCES site (id)
);
INSERT INTO "journal" VALUES(1,1,'site.created','2027-01-12T02:00:00Z','{"actor":"system","data":{"site":"office"}}','0000000000000000000000000000000000000000000000000000000000000000','251662a42983244109474256c98756d16a288f1e5f1727beb00a70d92426a63d');
INSERT INTO "journal" VALUES(2,1,'site.created','2027-01-12T02:00:00Z','{"actor":"system","data":{"site":"market"}}','0000000000000000000000000000000000000000000000000000000000000000','7f68b0a0fe6bb65d9fd2fb50637de795a86c3ff4c0ae9b872f40006a6e0549c3');
INSERT INTO "journal" VALUES(1,2,'day.opened','2027-01-12T02:00:00Z','{"actor":"system","data":{"day":"2027-01-12"}}','251662a42983244109474256c98756d16a288f1e5f1727beb00a70d92426a63d','054e62511e3670cc77a7c8ac80fe6419265bed4bd8c4f3a40d7f1c83c8a08cd6');
INSERT INTO "journal" VALUES(1,3,'ticket.issued','2027-01-12T02:00:00Z','{"actor":"system","data":{"channel":"kiosk","class":"normal","day":"2027-01-12","group":"tax","language":"th","ticket":"A001"}}','054e62511e3670cc77a7c8ac80fe6419265bed4bd8c4f3a40d7f1c83c8a08cd6','8ede2484adb7b9f6219c6eb851c3135d76b1c5c7c0b3b4883befd6ea9872f2ce');
INSERT INTO "journal" VALUES(1,4,'ticket.issued','2027-01-12T02:00:00Z','{"actor":"system","data":{"channel":"kiosk","class":"normal","day":"2027-01-12","group":"registry","language":"th","ticket":"B001"}}','8ede2484adb7b9f6219c6eb851c3135d76b1c5c7c0b3b4883befd6ea9872f2ce','f34faa966310e59e7b62381b1651ee123df7f4067bedc8126535d8a3773f8f7e');
INSERT INTO "journal" VALUES(1,5,'counter.opened','2027-01-12T02:00:00Z','{"actor":"staff:1","data":{"counter":1,"groups":["A","B"],"taken_over":false}}','f34faa966310e59e7b62381b1651ee123df7f4067bedc8126535d8a3773f8f7e','b707d36fb76f6fb5a112baf9ddef2308851915adeaf8c4b8198a5ee8fead0879');
INSERT INTO "journal" VALUES(1,6,'ticket.called','2027-01-12T02:00:00Z','{"actor":"staff:1","data":{"call":1,"class":"normal","counter":1,"day":"2027-01-12","ticket":"A001"}}','b707d36fb76f6fb5a112baf9ddef2308851915adeaf8c4b8198a5ee8fead0879','b8184a560e1964b380ca723fc5ff781321e1f80d8d07be92b2758069614bd843');
INSERT INTO "journal" VALUES(1,7,'ticket.started','2027-01-12T02:00:00Z','{"actor":"staff:1","data":{"counter":1,"day":"2027-01-12","ticket":"A001"}}','b8184a560e1964b380ca723fc5ff781321e1f80d8d07be92b2758069614bd843','db628e35d92ee917fa30f52033b432e2e35e840b00e4727767aa93d4dc6c73fb');
INSERT INTO "journal" VALUES(1,8,'ticket.finished','2027-01-12T02:00:00Z','{"actor":"staff:1","data":{"counter":1,"day":"2027-01-12","service":"T1","ticket":"A001"}}','db628e35d92ee917fa30f52033b432e2e35e840b00e4727767aa93d4dc6c73fb','3971a70edb6c4e5992d58ce7549ccc553f5800c6542c922a36dd16a86e875919');
INSERT INTO "journal" VALUES(1,9,'rating.given','2027-01-12T02:00:00Z','{"actor":"system","data":{"answers":{"score":4},"comment":true,"day":"2027-01-12","language":"th","source":"kiosk","verified":true}}','3971a70edb6c4e5992d58ce7549ccc553f5800c6542c922a36dd16a86e875919','a5006ac3e3662b545c18d168f1eddc32d0993436f2c9abdc5a2dc1c075c52b4e');
CREATE TABLE key_seen (
	site_id INTEGER NOT NULL, 
	scope VARCHAR(60) NOT NULL, 
	"key" VARCHAR(200) NOT NULL, 
	fingerprint VARCHAR(64) NOT NULL, 
	at BIGINT NOT NULL, 
	answer TEXT NOT NULL, 
	PRIMARY KEY (site_id, scope, "key"), 
	FOREIGN KEY(site_id) REFERENCES site (id)
);
CREATE TABLE leg (
	id INTEGER NOT NULL, 
	site_id INTEGER NOT NULL, 
	day VARCHAR(10) NOT NULL, 
	ticket_id INTEGER NOT NULL, 
	group_id INTEGER NOT NULL, 
	counter_id INTEGER NOT NULL, 
	staff_id INTEGER, 
	service_id INTEGER, 
	queued_at BIGINT NOT NULL, 
	called_at BIGINT NOT NULL, 
	started_at BIGINT, 
	ended_at BIGINT, 
	outcome VARCHAR(12), 
	PRIMARY KEY (id), 
	FOREIGN KEY(counter_id) REFERENCES counter (id), 
	FOREIGN KEY(group_id) REFERENCES service_group (id), 
	FOREIGN KEY(service_id) REFERENCES service (id), 
	FOREIGN KEY(site_id) REFERENCES site (id), 
	FOREIGN KEY(staff_id) REFERENCES staff (id), 
	FOREIGN KEY(ticket_id) REFERENCES ticket (id)
);
INSERT INTO "leg" VALUES(1,1,'2027-01-12',1,1,1,1,1,1799719200,1799719200,1799719200,1799719200,'finished');
CREATE TABLE line_day (
	site_id INTEGER NOT NULL, 
	day VARCHAR(10) NOT NULL, 
	group_id INTEGER NOT NULL, 
	streak INTEGER NOT NULL, 
	closed BOOLEAN NOT NULL, 
	PRIMARY KEY (site_id, day, group_id), 
	FOREIGN KEY(group_id) REFERENCES service_group (id), 
	FOREIGN KEY(site_id) REFERENCES site (id)
);
INSERT INTO "line_day" VALUES(1,'2027-01-12',1,1,0);
CREATE TABLE numbering (
	site_id INTEGER NOT NULL, 
	day VARCHAR(10) NOT NULL, 
	prefix VARCHAR(2) NOT NULL, 
	last INTEGER NOT NULL, 
	PRIMARY KEY (site_id, day, prefix), 
	FOREIGN KEY(site_id) REFERENCES site (id)
);
INSERT INTO "numbering" VALUES(1,'2027-01-12','A',1);
INSERT INTO "numbering" VALUES(1,'2027-01-12','B',1);
CREATE TABLE pairing (
	id INTEGER NOT NULL, 
	site_id INTEGER NOT NULL, 
	kind VARCHAR(20) NOT NULL, 
	code VARCHAR(6) NOT NULL, 
	secret_hash VARCHAR(64) NOT NULL, 
	expires_at BIGINT NOT NULL, 
	device_id INTEGER, 
	PRIMARY KEY (id), 
	FOREIGN KEY(device_id) REFERENCES device (id), 
	FOREIGN KEY(site_id) REFERENCES site (id), 
	UNIQUE (code), 
	UNIQUE (secret_hash)
);
CREATE TABLE rating (
	id INTEGER NOT NULL, 
	site_id INTEGER NOT NULL, 
	day VARCHAR(10) NOT NULL, 
	at BIGINT NOT NULL, 
	score INTEGER NOT NULL, 
	process INTEGER, 
	staff INTEGER, 
	facility INTEGER, 
	channel INTEGER, 
	reasons JSON NOT NULL, 
	comment TEXT, 
	language VARCHAR(2) NOT NULL, 
	sex VARCHAR(10), 
	age VARCHAR(10), 
	occupation VARCHAR(20), 
	verified BOOLEAN NOT NULL, 
	source VARCHAR(10) NOT NULL, 
	source_id VARCHAR(40) NOT NULL, 
	ticket_id INTEGER, 
	group_id INTEGER, 
	service_id INTEGER, 
	department_id INTEGER, 
	counter_id INTEGER, 
	origin VARCHAR(10) NOT NULL, 
	excluded_reason VARCHAR(40), 
	PRIMARY KEY (id), 
	CONSTRAINT score_range CHECK (score BETWEEN 1 AND 5), 
	FOREIGN KEY(counter_id) REFERENCES counter (id), 
	FOREIGN KEY(department_id) REFERENCES department (id), 
	FOREIGN KEY(group_id) REFERENCES service_group (id), 
	FOREIGN KEY(service_id) REFERENCES service (id), 
	FOREIGN KEY(site_id) REFERENCES site (id), 
	FOREIGN KEY(ticket_id) REFERENCES ticket (id), 
	CONSTRAINT one_rating_a_ticket UNIQUE (ticket_id)
);
INSERT INTO "rating" VALUES(1,1,'2027-01-12',1799719200,4,NULL,NULL,NULL,NULL,'[]','ดี','th',NULL,NULL,NULL,1,'kiosk','device:1',1,1,1,1,1,'live',NULL);
CREATE TABLE service (
	id INTEGER NOT NULL, 
	site_id INTEGER NOT NULL, 
	code VARCHAR(40) NOT NULL, 
	group_id INTEGER NOT NULL, 
	department_id INTEGER NOT NULL, 
	name JSON NOT NULL, 
	steps JSON NOT NULL, 
	responsible JSON NOT NULL, 
	documents JSON NOT NULL, 
	standard_minutes INTEGER, 
	standard_days INTEGER, 
	position INTEGER NOT NULL, 
	retired BOOLEAN NOT NULL, 
	PRIMARY KEY (id), 
	FOREIGN KEY(department_id) REFERENCES department (id), 
	FOREIGN KEY(group_id) REFERENCES service_group (id), 
	FOREIGN KEY(site_id) REFERENCES site (id), 
	CONSTRAINT service_code UNIQUE (site_id, code)
);
INSERT INTO "service" VALUES(1,1,'T1',1,1,'{"th": "Service T1 (th)", "ms": "Service T1 (ms)", "en": "Service T1"}','[]','{"th": "Officer (th)", "ms": "Officer (ms)", "en": "Officer"}','[]',5,NULL,0,0);
INSERT INTO "service" VALUES(2,1,'T2',1,1,'{"th": "Service T2 (th)", "ms": "Service T2 (ms)", "en": "Service T2"}','[]','{"th": "Officer (th)", "ms": "Officer (ms)", "en": "Officer"}','[]',NULL,NULL,1,0);
INSERT INTO "service" VALUES(3,1,'R1',2,2,'{"th": "Service R1 (th)", "ms": "Service R1 (ms)", "en": "Service R1"}','[]','{"th": "Officer (th)", "ms": "Officer (ms)", "en": "Officer"}','[]',10,NULL,2,0);
INSERT INTO "service" VALUES(4,1,'W1',3,2,'{"th": "Service W1 (th)", "ms": "Service W1 (ms)", "en": "Service W1"}','[]','{"th": "Officer (th)", "ms": "Officer (ms)", "en": "Officer"}','[]',15,NULL,3,0);
INSERT INTO "service" VALUES(5,2,'T1',4,3,'{"th": "Service T1 (th)", "ms": "Service T1 (ms)", "en": "Service T1"}','[]','{"th": "Officer (th)", "ms": "Officer (ms)", "en": "Officer"}','[]',5,NULL,0,0);
INSERT INTO "service" VALUES(6,2,'T2',4,3,'{"th": "Service T2 (th)", "ms": "Service T2 (ms)", "en": "Service T2"}','[]','{"th": "Officer (th)", "ms": "Officer (ms)", "en": "Officer"}','[]',NULL,NULL,1,0);
INSERT INTO "service" VALUES(7,2,'R1',5,4,'{"th": "Service R1 (th)", "ms": "Service R1 (ms)", "en": "Service R1"}','[]','{"th": "Officer (th)", "ms": "Officer (ms)", "en": "Officer"}','[]',10,NULL,2,0);
INSERT INTO "service" VALUES(8,2,'W1',6,4,'{"th": "Service W1 (th)", "ms": "Service W1 (ms)", "en": "Service W1"}','[]','{"th": "Officer (th)", "ms": "Officer (ms)", "en": "Officer"}','[]',15,NULL,3,0);
CREATE TABLE service_group (
	id INTEGER NOT NULL, 
	site_id INTEGER NOT NULL, 
	code VARCHAR(40) NOT NULL, 
	prefix VARCHAR(2) NOT NULL, 
	name JSON NOT NULL, 
	short JSON NOT NULL, 
	icon VARCHAR(40) NOT NULL, 
	department_id INTEGER NOT NULL, 
	documents JSON NOT NULL, 
	daily_cap INTEGER, 
	last_ticket VARCHAR(5), 
	position INTEGER NOT NULL, 
	retired BOOLEAN NOT NULL, 
	PRIMARY KEY (id), 
	FOREIGN KEY(department_id) REFERENCES department (id), 
	FOREIGN KEY(site_id) REFERENCES site (id), 
	CONSTRAINT group_code UNIQUE (site_id, code)
);
INSERT INTO "service_group" VALUES(1,1,'tax','A','{"th": "Tax (th)", "ms": "Tax (ms)", "en": "Tax"}','{"th": "tax (th)", "ms": "tax (ms)", "en": "tax"}','id',1,'[{"th": "ID card (th)", "ms": "ID card (ms)", "en": "ID card"}]',NULL,NULL,0,0);
INSERT INTO "service_group" VALUES(2,1,'registry','B','{"th": "Registry (th)", "ms": "Registry (ms)", "en": "Registry"}','{"th": "registry (th)", "ms": "registry (ms)", "en": "registry"}','id',2,'[{"th": "ID card (th)", "ms": "ID card (ms)", "en": "ID card"}]',NULL,NULL,1,0);
INSERT INTO "service_group" VALUES(3,1,'welfare','C','{"th": "Welfare (th)", "ms": "Welfare (ms)", "en": "Welfare"}','{"th": "welfare (th)", "ms": "welfare (ms)", "en": "welfare"}','id',2,'[{"th": "ID card (th)", "ms": "ID card (ms)", "en": "ID card"}]',NULL,NULL,2,0);
INSERT INTO "service_group" VALUES(4,2,'tax','A','{"th": "Tax (th)", "ms": "Tax (ms)", "en": "Tax"}','{"th": "tax (th)", "ms": "tax (ms)", "en": "tax"}','id',3,'[{"th": "ID card (th)", "ms": "ID card (ms)", "en": "ID card"}]',NULL,NULL,0,0);
INSERT INTO "service_group" VALUES(5,2,'registry','B','{"th": "Registry (th)", "ms": "Registry (ms)", "en": "Registry"}','{"th": "registry (th)", "ms": "registry (ms)", "en": "registry"}','id',4,'[{"th": "ID card (th)", "ms": "ID card (ms)", "en": "ID card"}]',NULL,NULL,1,0);
INSERT INTO "service_group" VALUES(6,2,'welfare','C','{"th": "Welfare (th)", "ms": "Welfare (ms)", "en": "Welfare"}','{"th": "welfare (th)", "ms": "welfare (ms)", "en": "welfare"}','id',4,'[{"th": "ID card (th)", "ms": "ID card (ms)", "en": "ID card"}]',NULL,NULL,2,0);
CREATE TABLE site (
	id INTEGER NOT NULL, 
	code VARCHAR(40) NOT NULL, 
	settings JSON NOT NULL, 
	config_version INTEGER NOT NULL, 
	head_seq BIGINT NOT NULL, 
	head_hash VARCHAR(64) NOT NULL, 
	head_at BIGINT NOT NULL, 
	day VARCHAR(10), 
	simulated BOOLEAN NOT NULL, 
	PRIMARY KEY (id), 
	UNIQUE (code)
);
INSERT INTO "site" VALUES(1,'office','{"office": {"name": {"th": "\u0e40\u0e17\u0e28\u0e1a\u0e32\u0e25\u0e15\u0e33\u0e1a\u0e25\u0e15\u0e49\u0e19\u0e44\u0e17\u0e23", "ms": "Majlis Perbandaran Ton Sai", "en": "Ton Sai Subdistrict Municipality"}, "place": {"th": "\u0e08\u0e31\u0e07\u0e2b\u0e27\u0e31\u0e14\u0e19\u0e23\u0e32\u0e18\u0e34\u0e27\u0e32\u0e2a", "ms": "Wilayah Narathiwat", "en": "Narathiwat Province"}, "rule": {"th": "\u0e40\u0e23\u0e35\u0e22\u0e01\u0e15\u0e32\u0e21\u0e25\u0e33\u0e14\u0e31\u0e1a\u0e01\u0e48\u0e2d\u0e19\u0e2b\u0e25\u0e31\u0e07\u0e43\u0e19\u0e41\u0e15\u0e48\u0e25\u0e30\u0e01\u0e25\u0e38\u0e48\u0e21 \u0e17\u0e38\u0e01 2 \u0e04\u0e34\u0e27\u0e1b\u0e01\u0e15\u0e34 \u0e40\u0e23\u0e35\u0e22\u0e01\u0e04\u0e34\u0e27\u0e1e\u0e34\u0e40\u0e28\u0e29 1 \u0e04\u0e34\u0e27", "ms": "Ikut turutan ketibaan dalam setiap kumpulan. Selepas 2 giliran biasa, 1 giliran keutamaan.", "en": "In order of arrival within each group. After every 2 ordinary tickets, 1 priority ticket."}, "priority_text": {"th": "\u0e1c\u0e39\u0e49\u0e2a\u0e39\u0e07\u0e2d\u0e32\u0e22\u0e38 60 \u0e1b\u0e35\u0e02\u0e36\u0e49\u0e19\u0e44\u0e1b \u0e04\u0e19\u0e1e\u0e34\u0e01\u0e32\u0e23 \u0e2b\u0e0d\u0e34\u0e07\u0e15\u0e31\u0e49\u0e07\u0e04\u0e23\u0e23\u0e20\u0e4c \u0e1c\u0e39\u0e49\u0e21\u0e32\u0e01\u0e31\u0e1a\u0e40\u0e14\u0e47\u0e01\u0e40\u0e25\u0e47\u0e01 \u0e1e\u0e23\u0e30\u0e20\u0e34\u0e01\u0e29\u0e38 \u0e2a\u0e32\u0e21\u0e40\u0e13\u0e23", "ms": "Warga emas 60+, orang kurang upaya, ibu mengandung, ibu bapa dengan anak kecil, sami Buddha", "en": "Aged 60 or over, people with disabilities, pregnant women, with a small child, monks and novices"}, "days": {"th": "\u0e08\u0e31\u0e19\u0e17\u0e23\u0e4c\u2013\u0e28\u0e38\u0e01\u0e23\u0e4c \u0e40\u0e27\u0e49\u0e19\u0e27\u0e31\u0e19\u0e2b\u0e22\u0e38\u0e14\u0e23\u0e32\u0e0a\u0e01\u0e32\u0e23", "ms": "Isnin\u2013Jumaat, kecuali cuti umum", "en": "Monday\u2013Friday, except public holidays"}}, "hours": {"weekly": [["08:30", "16:30"], ["08:30", "16:30"], ["08:30", "16:30"], ["08:30", "16:30"], ["08:30", "16:30"], null, null], "lunch": {"start": "12:00", "end": "13:00", "closes": false}, "last_ticket_before_min": 30, "holidays": {"2025-10-13": {"name": {"th": "\u0e27\u0e31\u0e19\u0e19\u0e27\u0e21\u0e34\u0e19\u0e17\u0e23\u0e21\u0e2b\u0e32\u0e23\u0e32\u0e0a", "ms": "Hari Navamindra Maharaja", "en": "King Bhumibol Memorial Day"}, "confirmed": true}, "2025-10-23": {"name": {"th": "\u0e27\u0e31\u0e19\u0e1b\u0e34\u0e22\u0e21\u0e2b\u0e32\u0e23\u0e32\u0e0a", "ms": "Hari Chulalongkorn", "en": "Chulalongkorn Day"}, "confirmed": true}, "2025-12-05": {"name": {"th": "\u0e27\u0e31\u0e19\u0e04\u0e25\u0e49\u0e32\u0e22\u0e27\u0e31\u0e19\u0e1e\u0e23\u0e30\u0e1a\u0e23\u0e21\u0e23\u0e32\u0e0a\u0e2a\u0e21\u0e20\u0e1e \u0e23\u0e31\u0e0a\u0e01\u0e32\u0e25\u0e17\u0e35\u0e48 9", "ms": "Hari Keputeraan Raja Bhumibol", "en": "King Bhumibol''s Birthday"}, "confirmed": true}, "2025-12-10": {"name": {"th": "\u0e27\u0e31\u0e19\u0e23\u0e31\u0e10\u0e18\u0e23\u0e23\u0e21\u0e19\u0e39\u0e0d", "ms": "Hari Perlembagaan", "en": "Constitution Day"}, "confirmed": true}, "2025-12-31": {"name": {"th": "\u0e27\u0e31\u0e19\u0e2a\u0e34\u0e49\u0e19\u0e1b\u0e35", "ms": "Malam Tahun Baharu", "en": "New Year''s Eve"}, "confirmed": true}, "2026-01-01": {"name": {"th": "\u0e27\u0e31\u0e19\u0e02\u0e36\u0e49\u0e19\u0e1b\u0e35\u0e43\u0e2b\u0e21\u0e48", "ms": "Tahun Baharu", "en": "New Year''s Day"}, "confirmed": true}, "2026-01-02": {"name": {"th": "\u0e27\u0e31\u0e19\u0e2b\u0e22\u0e38\u0e14\u0e23\u0e32\u0e0a\u0e01\u0e32\u0e23\u0e01\u0e23\u0e13\u0e35\u0e1e\u0e34\u0e40\u0e28\u0e29", "ms": "Cuti khas kerajaan", "en": "Special government holiday"}, "confirmed": true}, "2026-02-17": {"name": {"th": "\u0e27\u0e31\u0e19\u0e15\u0e23\u0e38\u0e29\u0e08\u0e35\u0e19", "ms": "Tahun Baharu Cina", "en": "Chinese New Year"}, "confirmed": true}, "2026-03-03": {"name": {"th": "\u0e27\u0e31\u0e19\u0e21\u0e32\u0e06\u0e1a\u0e39\u0e0a\u0e32", "ms": "Hari Makha Bucha", "en": "Makha Bucha Day"}, "confirmed": true}, "2026-03-21": {"name": {"th": "\u0e27\u0e31\u0e19\u0e23\u0e32\u0e22\u0e2d\u0e1b\u0e2d\u0e0b\u0e2d (\u0e2d\u0e35\u0e14\u0e34\u0e49\u0e25\u0e1f\u0e34\u0e15\u0e23\u0e35)", "ms": "Hari Raya Puasa", "en": "Eid al-Fitr"}, "confirmed": true}, "2026-03-23": {"name": {"th": "\u0e0a\u0e14\u0e40\u0e0a\u0e22\u0e27\u0e31\u0e19\u0e23\u0e32\u0e22\u0e2d\u0e1b\u0e2d\u0e0b\u0e2d (\u0e2d\u0e35\u0e14\u0e34\u0e49\u0e25\u0e1f\u0e34\u0e15\u0e23\u0e35)", "ms": "Cuti ganti Hari Raya Puasa", "en": "Eid al-Fitr (in lieu)"}, "confirmed": true}, "2026-04-06": {"name": {"th": "\u0e27\u0e31\u0e19\u0e08\u0e31\u0e01\u0e23\u0e35", "ms": "Hari Chakri", "en": "Chakri Day"}, "confirmed": true}, "2026-04-13": {"name": {"th": "\u0e27\u0e31\u0e19\u0e2a\u0e07\u0e01\u0e23\u0e32\u0e19\u0e15\u0e4c", "ms": "Songkran", "en": "Songkran"}, "confirmed": true}, "2026-04-14": {"name": {"th": "\u0e27\u0e31\u0e19\u0e2a\u0e07\u0e01\u0e23\u0e32\u0e19\u0e15\u0e4c", "ms": "Songkran", "en": "Songkran"}, "confirmed": true}, "2026-04-15": {"name": {"th": "\u0e27\u0e31\u0e19\u0e2a\u0e07\u0e01\u0e23\u0e32\u0e19\u0e15\u0e4c", "ms": "Songkran", "en": "Songkran"}, "confirmed": true}, "2026-05-04": {"name": {"th": "\u0e27\u0e31\u0e19\u0e09\u0e31\u0e15\u0e23\u0e21\u0e07\u0e04\u0e25", "ms": "Hari Pertabalan", "en": "Coronation Day"}, "confirmed": true}, "2026-05-13": {"name": {"th": "\u0e27\u0e31\u0e19\u0e1e\u0e37\u0e0a\u0e21\u0e07\u0e04\u0e25", "ms": "Hari Membajak Diraja", "en": "Royal Ploughing Day"}, "confirmed": true}, "2026-05-27": {"name": {"th": "\u0e27\u0e31\u0e19\u0e23\u0e32\u0e22\u0e2d\u0e2e\u0e31\u0e08\u0e22\u0e35 (\u0e2d\u0e35\u0e14\u0e34\u0e49\u0e25\u0e2d\u0e31\u0e0e\u0e2e\u0e32)", "ms": "Hari Raya Haji", "en": "Eid al-Adha"}, "confirmed": false}, "2026-05-31": {"name": {"th": "\u0e27\u0e31\u0e19\u0e27\u0e34\u0e2a\u0e32\u0e02\u0e1a\u0e39\u0e0a\u0e32", "ms": "Hari Wesak", "en": "Visakha Bucha Day"}, "confirmed": true}, "2026-06-01": {"name": {"th": "\u0e0a\u0e14\u0e40\u0e0a\u0e22\u0e27\u0e31\u0e19\u0e27\u0e34\u0e2a\u0e32\u0e02\u0e1a\u0e39\u0e0a\u0e32", "ms": "Cuti ganti Hari Wesak", "en": "Visakha Bucha Day (in lieu)"}, "confirmed": true}, "2026-06-03": {"name": {"th": "\u0e27\u0e31\u0e19\u0e40\u0e09\u0e25\u0e34\u0e21\u0e1e\u0e23\u0e30\u0e0a\u0e19\u0e21\u0e1e\u0e23\u0e23\u0e29\u0e32\u0e1e\u0e23\u0e30\u0e23\u0e32\u0e0a\u0e34\u0e19\u0e35", "ms": "Hari Keputeraan Permaisuri", "en": "Queen Suthida''s Birthday"}, "confirmed": true}, "2026-07-28": {"name": {"th": "\u0e27\u0e31\u0e19\u0e40\u0e09\u0e25\u0e34\u0e21\u0e1e\u0e23\u0e30\u0e0a\u0e19\u0e21\u0e1e\u0e23\u0e23\u0e29\u0e32\u0e1e\u0e23\u0e30\u0e40\u0e08\u0e49\u0e32\u0e2d\u0e22\u0e39\u0e48\u0e2b\u0e31\u0e27", "ms": "Hari Keputeraan Raja", "en": "The King''s Birthday"}, "confirmed": true}, "2026-07-29": {"name": {"th": "\u0e27\u0e31\u0e19\u0e2d\u0e32\u0e2a\u0e32\u0e2c\u0e2b\u0e1a\u0e39\u0e0a\u0e32", "ms": "Hari Asarnha Bucha", "en": "Asarnha Bucha Day"}, "confirmed": true}, "2026-07-30": {"name": {"th": "\u0e27\u0e31\u0e19\u0e40\u0e02\u0e49\u0e32\u0e1e\u0e23\u0e23\u0e29\u0e32", "ms": "Hari Khao Phansa", "en": "Buddhist Lent Day"}, "confirmed": true}, "2026-08-12": {"name": {"th": "\u0e27\u0e31\u0e19\u0e41\u0e21\u0e48\u0e41\u0e2b\u0e48\u0e07\u0e0a\u0e32\u0e15\u0e34", "ms": "Hari Ibu", "en": "Mother''s Day"}, "confirmed": true}, "2026-10-13": {"name": {"th": "\u0e27\u0e31\u0e19\u0e19\u0e27\u0e21\u0e34\u0e19\u0e17\u0e23\u0e21\u0e2b\u0e32\u0e23\u0e32\u0e0a", "ms": "Hari Navamindra Maharaja", "en": "King Bhumibol Memorial Day"}, "confirmed": true}, "2026-10-23": {"name": {"th": "\u0e27\u0e31\u0e19\u0e1b\u0e34\u0e22\u0e21\u0e2b\u0e32\u0e23\u0e32\u0e0a", "ms": "Hari Chulalongkorn", "en": "Chulalongkorn Day"}, "confirmed": true}, "2026-12-05": {"name": {"th": "\u0e27\u0e31\u0e19\u0e04\u0e25\u0e49\u0e32\u0e22\u0e27\u0e31\u0e19\u0e1e\u0e23\u0e30\u0e1a\u0e23\u0e21\u0e23\u0e32\u0e0a\u0e2a\u0e21\u0e20\u0e1e \u0e23\u0e31\u0e0a\u0e01\u0e32\u0e25\u0e17\u0e35\u0e48 9", "ms": "Hari Keputeraan Raja Bhumibol", "en": "King Bhumibol''s Birthday"}, "confirmed": true}, "2026-12-07": {"name": {"th": "\u0e0a\u0e14\u0e40\u0e0a\u0e22\u0e27\u0e31\u0e19\u0e04\u0e25\u0e49\u0e32\u0e22\u0e27\u0e31\u0e19\u0e1e\u0e23\u0e30\u0e1a\u0e23\u0e21\u0e23\u0e32\u0e0a\u0e2a\u0e21\u0e20\u0e1e \u0e23\u0e31\u0e0a\u0e01\u0e32\u0e25\u0e17\u0e35\u0e48 9", "ms": "Cuti ganti Hari Keputeraan Raja Bhumibol", "en": "King Bhumibol''s Birthday (in lieu)"}, "confirmed": true}, "2026-12-10": {"name": {"th": "\u0e27\u0e31\u0e19\u0e23\u0e31\u0e10\u0e18\u0e23\u0e23\u0e21\u0e19\u0e39\u0e0d", "ms": "Hari Perlembagaan", "en": "Constitution Day"}, "confirmed": true}, "2026-12-31": {"name": {"th": "\u0e27\u0e31\u0e19\u0e2a\u0e34\u0e49\u0e19\u0e1b\u0e35", "ms": "Malam Tahun Baharu", "en": "New Year''s Eve"}, "confirmed": true}, "2027-01-01": {"name": {"th": "\u0e27\u0e31\u0e19\u0e02\u0e36\u0e49\u0e19\u0e1b\u0e35\u0e43\u0e2b\u0e21\u0e48", "ms": "Tahun Baharu", "en": "New Year''s Day"}, "confirmed": true}, "2027-02-06": {"name": {"th": "\u0e27\u0e31\u0e19\u0e15\u0e23\u0e38\u0e29\u0e08\u0e35\u0e19", "ms": "Tahun Baharu Cina", "en": "Chinese New Year"}, "confirmed": true}, "2027-02-08": {"name": {"th": "\u0e0a\u0e14\u0e40\u0e0a\u0e22\u0e27\u0e31\u0e19\u0e15\u0e23\u0e38\u0e29\u0e08\u0e35\u0e19", "ms": "Cuti ganti Tahun Baharu Cina", "en": "Chinese New Year (in lieu)"}, "confirmed": true}, "2027-02-21": {"name": {"th": "\u0e27\u0e31\u0e19\u0e21\u0e32\u0e06\u0e1a\u0e39\u0e0a\u0e32", "ms": "Hari Makha Bucha", "en": "Makha Bucha Day"}, "confirmed": true}, "2027-02-22": {"name": {"th": "\u0e0a\u0e14\u0e40\u0e0a\u0e22\u0e27\u0e31\u0e19\u0e21\u0e32\u0e06\u0e1a\u0e39\u0e0a\u0e32", "ms": "Cuti ganti Hari Makha Bucha", "en": "Makha Bucha Day (in lieu)"}, "confirmed": true}, "2027-03-09": {"name": {"th": "\u0e27\u0e31\u0e19\u0e23\u0e32\u0e22\u0e2d\u0e1b\u0e2d\u0e0b\u0e2d (\u0e2d\u0e35\u0e14\u0e34\u0e49\u0e25\u0e1f\u0e34\u0e15\u0e23\u0e35)", "ms": "Hari Raya Puasa", "en": "Eid al-Fitr"}, "confirmed": false}, "2027-04-06": {"name": {"th": "\u0e27\u0e31\u0e19\u0e08\u0e31\u0e01\u0e23\u0e35", "ms": "Hari Chakri", "en": "Chakri Day"}, "confirmed": true}, "2027-04-13": {"name": {"th": "\u0e27\u0e31\u0e19\u0e2a\u0e07\u0e01\u0e23\u0e32\u0e19\u0e15\u0e4c", "ms": "Songkran", "en": "Songkran"}, "confirmed": true}, "2027-04-14": {"name": {"th": "\u0e27\u0e31\u0e19\u0e2a\u0e07\u0e01\u0e23\u0e32\u0e19\u0e15\u0e4c", "ms": "Songkran", "en": "Songkran"}, "confirmed": true}, "2027-04-15": {"name": {"th": "\u0e27\u0e31\u0e19\u0e2a\u0e07\u0e01\u0e23\u0e32\u0e19\u0e15\u0e4c", "ms": "Songkran", "en": "Songkran"}, "confirmed": true}, "2027-05-04": {"name": {"th": "\u0e27\u0e31\u0e19\u0e09\u0e31\u0e15\u0e23\u0e21\u0e07\u0e04\u0e25", "ms": "Hari Pertabalan", "en": "Coronation Day"}, "confirmed": true}, "2027-05-16": {"name": {"th": "\u0e27\u0e31\u0e19\u0e23\u0e32\u0e22\u0e2d\u0e2e\u0e31\u0e08\u0e22\u0e35 (\u0e2d\u0e35\u0e14\u0e34\u0e49\u0e25\u0e2d\u0e31\u0e0e\u0e2e\u0e32)", "ms": "Hari Raya Haji", "en": "Eid al-Adha"}, "confirmed": false}, "2027-05-20": {"name": {"th": "\u0e27\u0e31\u0e19\u0e27\u0e34\u0e2a\u0e32\u0e02\u0e1a\u0e39\u0e0a\u0e32", "ms": "Hari Wesak", "en": "Visakha Bucha Day"}, "confirmed": true}, "2027-06-03": {"name": {"th": "\u0e27\u0e31\u0e19\u0e40\u0e09\u0e25\u0e34\u0e21\u0e1e\u0e23\u0e30\u0e0a\u0e19\u0e21\u0e1e\u0e23\u0e23\u0e29\u0e32\u0e1e\u0e23\u0e30\u0e23\u0e32\u0e0a\u0e34\u0e19\u0e35", "ms": "Hari Keputeraan Permaisuri", "en": "Queen Suthida''s Birthday"}, "confirmed": true}, "2027-07-18": {"name": {"th": "\u0e27\u0e31\u0e19\u0e2d\u0e32\u0e2a\u0e32\u0e2c\u0e2b\u0e1a\u0e39\u0e0a\u0e32", "ms": "Hari Asarnha Bucha", "en": "Asarnha Bucha Day"}, "confirmed": true}, "2027-07-19": {"name": {"th": "\u0e27\u0e31\u0e19\u0e40\u0e02\u0e49\u0e32\u0e1e\u0e23\u0e23\u0e29\u0e32", "ms": "Hari Khao Phansa", "en": "Buddhist Lent Day"}, "confirmed": true}, "2027-07-20": {"name": {"th": "\u0e0a\u0e14\u0e40\u0e0a\u0e22\u0e27\u0e31\u0e19\u0e2d\u0e32\u0e2a\u0e32\u0e2c\u0e2b\u0e1a\u0e39\u0e0a\u0e32", "ms": "Cuti ganti Hari Asarnha Bucha", "en": "Asarnha Bucha Day (in lieu)"}, "confirmed": true}, "2027-07-28": {"name": {"th": "\u0e27\u0e31\u0e19\u0e40\u0e09\u0e25\u0e34\u0e21\u0e1e\u0e23\u0e30\u0e0a\u0e19\u0e21\u0e1e\u0e23\u0e23\u0e29\u0e32\u0e1e\u0e23\u0e30\u0e40\u0e08\u0e49\u0e32\u0e2d\u0e22\u0e39\u0e48\u0e2b\u0e31\u0e27", "ms": "Hari Keputeraan Raja", "en": "The King''s Birthday"}, "confirmed": true}, "2027-08-12": {"name": {"th": "\u0e27\u0e31\u0e19\u0e41\u0e21\u0e48\u0e41\u0e2b\u0e48\u0e07\u0e0a\u0e32\u0e15\u0e34", "ms": "Hari Ibu", "en": "Mother''s Day"}, "confirmed": true}, "2027-10-13": {"name": {"th": "\u0e27\u0e31\u0e19\u0e19\u0e27\u0e21\u0e34\u0e19\u0e17\u0e23\u0e21\u0e2b\u0e32\u0e23\u0e32\u0e0a", "ms": "Hari Navamindra Maharaja", "en": "King Bhumibol Memorial Day"}, "confirmed": true}, "2027-10-23": {"name": {"th": "\u0e27\u0e31\u0e19\u0e1b\u0e34\u0e22\u0e21\u0e2b\u0e32\u0e23\u0e32\u0e0a", "ms": "Hari Chulalongkorn", "en": "Chulalongkorn Day"}, "confirmed": true}, "2027-10-25": {"name": {"th": "\u0e0a\u0e14\u0e40\u0e0a\u0e22\u0e27\u0e31\u0e19\u0e1b\u0e34\u0e22\u0e21\u0e2b\u0e32\u0e23\u0e32\u0e0a", "ms": "Cuti ganti Hari Chulalongkorn", "en": "Chulalongkorn Day (in lieu)"}, "confirmed": true}, "2027-12-05": {"name": {"th": "\u0e27\u0e31\u0e19\u0e04\u0e25\u0e49\u0e32\u0e22\u0e27\u0e31\u0e19\u0e1e\u0e23\u0e30\u0e1a\u0e23\u0e21\u0e23\u0e32\u0e0a\u0e2a\u0e21\u0e20\u0e1e \u0e23\u0e31\u0e0a\u0e01\u0e32\u0e25\u0e17\u0e35\u0e48 9", "ms": "Hari Keputeraan Raja Bhumibol", "en": "King Bhumibol''s Birthday"}, "confirmed": true}, "2027-12-06": {"name": {"th": "\u0e0a\u0e14\u0e40\u0e0a\u0e22\u0e27\u0e31\u0e19\u0e04\u0e25\u0e49\u0e32\u0e22\u0e27\u0e31\u0e19\u0e1e\u0e23\u0e30\u0e1a\u0e23\u0e21\u0e23\u0e32\u0e0a\u0e2a\u0e21\u0e20\u0e1e \u0e23\u0e31\u0e0a\u0e01\u0e32\u0e25\u0e17\u0e35\u0e48 9", "ms": "Cuti ganti Hari Keputeraan Raja Bhumibol", "en": "King Bhumibol''s Birthday (in lieu)"}, "confirmed": true}, "2027-12-10": {"name": {"th": "\u0e27\u0e31\u0e19\u0e23\u0e31\u0e10\u0e18\u0e23\u0e23\u0e21\u0e19\u0e39\u0e0d", "ms": "Hari Perlembagaan", "en": "Constitution Day"}, "confirmed": true}, "2027-12-31": {"name": {"th": "\u0e27\u0e31\u0e19\u0e2a\u0e34\u0e49\u0e19\u0e1b\u0e35", "ms": "Malam Tahun Baharu", "en": "New Year''s Eve"}, "confirmed": true}, "2028-01-01": {"name": {"th": "\u0e27\u0e31\u0e19\u0e02\u0e36\u0e49\u0e19\u0e1b\u0e35\u0e43\u0e2b\u0e21\u0e48", "ms": "Tahun Baharu", "en": "New Year''s Day"}, "confirmed": true}, "2028-01-03": {"name": {"th": "\u0e0a\u0e14\u0e40\u0e0a\u0e22\u0e27\u0e31\u0e19\u0e02\u0e36\u0e49\u0e19\u0e1b\u0e35\u0e43\u0e2b\u0e21\u0e48", "ms": "Cuti ganti Tahun Baharu", "en": "New Year''s Day (in lieu)"}, "confirmed": true}, "2028-01-26": {"name": {"th": "\u0e27\u0e31\u0e19\u0e15\u0e23\u0e38\u0e29\u0e08\u0e35\u0e19", "ms": "Tahun Baharu Cina", "en": "Chinese New Year"}, "confirmed": true}, "2028-02-10": {"name": {"th": "\u0e27\u0e31\u0e19\u0e21\u0e32\u0e06\u0e1a\u0e39\u0e0a\u0e32", "ms": "Hari Makha Bucha", "en": "Makha Bucha Day"}, "confirmed": true}, "2028-02-26": {"name": {"th": "\u0e27\u0e31\u0e19\u0e23\u0e32\u0e22\u0e2d\u0e1b\u0e2d\u0e0b\u0e2d (\u0e2d\u0e35\u0e14\u0e34\u0e49\u0e25\u0e1f\u0e34\u0e15\u0e23\u0e35)", "ms": "Hari Raya Puasa", "en": "Eid al-Fitr"}, "confirmed": false}, "2028-04-06": {"name": {"th": "\u0e27\u0e31\u0e19\u0e08\u0e31\u0e01\u0e23\u0e35", "ms": "Hari Chakri", "en": "Chakri Day"}, "confirmed": true}, "2028-04-13": {"name": {"th": "\u0e27\u0e31\u0e19\u0e2a\u0e07\u0e01\u0e23\u0e32\u0e19\u0e15\u0e4c", "ms": "Songkran", "en": "Songkran"}, "confirmed": true}, "2028-04-14": {"name": {"th": "\u0e27\u0e31\u0e19\u0e2a\u0e07\u0e01\u0e23\u0e32\u0e19\u0e15\u0e4c", "ms": "Songkran", "en": "Songkran"}, "confirmed": true}, "2028-04-15": {"name": {"th": "\u0e27\u0e31\u0e19\u0e2a\u0e07\u0e01\u0e23\u0e32\u0e19\u0e15\u0e4c", "ms": "Songkran", "en": "Songkran"}, "confirmed": true}, "2028-04-17": {"name": {"th": "\u0e0a\u0e14\u0e40\u0e0a\u0e22\u0e27\u0e31\u0e19\u0e2a\u0e07\u0e01\u0e23\u0e32\u0e19\u0e15\u0e4c", "ms": "Cuti ganti Songkran", "en": "Songkran (in lieu)"}, "confirmed": true}, "2028-05-04": {"name": {"th": "\u0e27\u0e31\u0e19\u0e09\u0e31\u0e15\u0e23\u0e21\u0e07\u0e04\u0e25", "ms": "Hari Pertabalan", "en": "Coronation Day"}, "confirmed": true}, "2028-05-05": {"name": {"th": "\u0e27\u0e31\u0e19\u0e23\u0e32\u0e22\u0e2d\u0e2e\u0e31\u0e08\u0e22\u0e35 (\u0e2d\u0e35\u0e14\u0e34\u0e49\u0e25\u0e2d\u0e31\u0e0e\u0e2e\u0e32)", "ms": "Hari Raya Haji", "en": "Eid al-Adha"}, "confirmed": false}, "2028-05-08": {"name": {"th": "\u0e27\u0e31\u0e19\u0e27\u0e34\u0e2a\u0e32\u0e02\u0e1a\u0e39\u0e0a\u0e32", "ms": "Hari Wesak", "en": "Visakha Bucha Day"}, "confirmed": true}, "2028-06-03": {"name": {"th": "\u0e27\u0e31\u0e19\u0e40\u0e09\u0e25\u0e34\u0e21\u0e1e\u0e23\u0e30\u0e0a\u0e19\u0e21\u0e1e\u0e23\u0e23\u0e29\u0e32\u0e1e\u0e23\u0e30\u0e23\u0e32\u0e0a\u0e34\u0e19\u0e35", "ms": "Hari Keputeraan Permaisuri", "en": "Queen Suthida''s Birthday"}, "confirmed": true}, "2028-06-05": {"name": {"th": "\u0e0a\u0e14\u0e40\u0e0a\u0e22\u0e27\u0e31\u0e19\u0e40\u0e09\u0e25\u0e34\u0e21\u0e1e\u0e23\u0e30\u0e0a\u0e19\u0e21\u0e1e\u0e23\u0e23\u0e29\u0e32\u0e1e\u0e23\u0e30\u0e23\u0e32\u0e0a\u0e34\u0e19\u0e35", "ms": "Cuti ganti Hari Keputeraan Permaisuri", "en": "Queen Suthida''s Birthday (in lieu)"}, "confirmed": true}, "2028-07-06": {"name": {"th": "\u0e27\u0e31\u0e19\u0e2d\u0e32\u0e2a\u0e32\u0e2c\u0e2b\u0e1a\u0e39\u0e0a\u0e32", "ms": "Hari Asarnha Bucha", "en": "Asarnha Bucha Day"}, "confirmed": true}, "2028-07-07": {"name": {"th": "\u0e27\u0e31\u0e19\u0e40\u0e02\u0e49\u0e32\u0e1e\u0e23\u0e23\u0e29\u0e32", "ms": "Hari Khao Phansa", "en": "Buddhist Lent Day"}, "confirmed": true}, "2028-07-28": {"name": {"th": "\u0e27\u0e31\u0e19\u0e40\u0e09\u0e25\u0e34\u0e21\u0e1e\u0e23\u0e30\u0e0a\u0e19\u0e21\u0e1e\u0e23\u0e23\u0e29\u0e32\u0e1e\u0e23\u0e30\u0e40\u0e08\u0e49\u0e32\u0e2d\u0e22\u0e39\u0e48\u0e2b\u0e31\u0e27", "ms": "Hari Keputeraan Raja", "en": "The King''s Birthday"}, "confirmed": true}, "2028-08-12": {"name": {"th": "\u0e27\u0e31\u0e19\u0e41\u0e21\u0e48\u0e41\u0e2b\u0e48\u0e07\u0e0a\u0e32\u0e15\u0e34", "ms": "Hari Ibu", "en": "Mother''s Day"}, "confirmed": true}, "2028-08-14": {"name": {"th": "\u0e0a\u0e14\u0e40\u0e0a\u0e22\u0e27\u0e31\u0e19\u0e41\u0e21\u0e48\u0e41\u0e2b\u0e48\u0e07\u0e0a\u0e32\u0e15\u0e34", "ms": "Cuti ganti Hari Ibu", "en": "Mother''s Day (in lieu)"}, "confirmed": true}}, "exceptions": {}}, "priority_ratio": 2, "recall_limit": 3, "recall_spacing_s": 30, "correct_within_s": 10, "long_wait_min": 30, "chosen_reasons": ["urgent", "returned", "mistake", "agreed", "other"], "hold_reasons": ["copies", "documents", "payment", "other"], "pause_reasons": ["break", "prayer", "meeting", "document", "other"], "rating": {"window_min": 60, "correct_s": 10, "amend_within_s": 600, "open_gap_s": 5, "dimensions": ["process", "channel", "staff", "facility"], "ask": {"sex": false, "age": false, "occupation": false}, "comment": true, "reasons": ["long_wait", "unclear_steps", "many_documents", "staff_manner", "facilities", "hard_to_reach"]}, "band": "A", "always_open": false, "demo": false}',1,9,'a5006ac3e3662b545c18d168f1eddc32d0993436f2c9abdc5a2dc1c075c52b4e',1799719200,'2027-01-12',0);
INSERT INTO "site" VALUES(2,'market','{"office": {"name": {"th": "\u0e40\u0e17\u0e28\u0e1a\u0e32\u0e25\u0e15\u0e33\u0e1a\u0e25\u0e15\u0e49\u0e19\u0e44\u0e17\u0e23", "ms": "Majlis Perbandaran Ton Sai", "en": "Ton Sai Subdistrict Municipality"}, "place": {"th": "\u0e08\u0e31\u0e07\u0e2b\u0e27\u0e31\u0e14\u0e19\u0e23\u0e32\u0e18\u0e34\u0e27\u0e32\u0e2a", "ms": "Wilayah Narathiwat", "en": "Narathiwat Province"}, "rule": {"th": "\u0e40\u0e23\u0e35\u0e22\u0e01\u0e15\u0e32\u0e21\u0e25\u0e33\u0e14\u0e31\u0e1a\u0e01\u0e48\u0e2d\u0e19\u0e2b\u0e25\u0e31\u0e07\u0e43\u0e19\u0e41\u0e15\u0e48\u0e25\u0e30\u0e01\u0e25\u0e38\u0e48\u0e21 \u0e17\u0e38\u0e01 2 \u0e04\u0e34\u0e27\u0e1b\u0e01\u0e15\u0e34 \u0e40\u0e23\u0e35\u0e22\u0e01\u0e04\u0e34\u0e27\u0e1e\u0e34\u0e40\u0e28\u0e29 1 \u0e04\u0e34\u0e27", "ms": "Ikut turutan ketibaan dalam setiap kumpulan. Selepas 2 giliran biasa, 1 giliran keutamaan.", "en": "In order of arrival within each group. After every 2 ordinary tickets, 1 priority ticket."}, "priority_text": {"th": "\u0e1c\u0e39\u0e49\u0e2a\u0e39\u0e07\u0e2d\u0e32\u0e22\u0e38 60 \u0e1b\u0e35\u0e02\u0e36\u0e49\u0e19\u0e44\u0e1b \u0e04\u0e19\u0e1e\u0e34\u0e01\u0e32\u0e23 \u0e2b\u0e0d\u0e34\u0e07\u0e15\u0e31\u0e49\u0e07\u0e04\u0e23\u0e23\u0e20\u0e4c \u0e1c\u0e39\u0e49\u0e21\u0e32\u0e01\u0e31\u0e1a\u0e40\u0e14\u0e47\u0e01\u0e40\u0e25\u0e47\u0e01 \u0e1e\u0e23\u0e30\u0e20\u0e34\u0e01\u0e29\u0e38 \u0e2a\u0e32\u0e21\u0e40\u0e13\u0e23", "ms": "Warga emas 60+, orang kurang upaya, ibu mengandung, ibu bapa dengan anak kecil, sami Buddha", "en": "Aged 60 or over, people with disabilities, pregnant women, with a small child, monks and novices"}, "days": {"th": "\u0e08\u0e31\u0e19\u0e17\u0e23\u0e4c\u2013\u0e28\u0e38\u0e01\u0e23\u0e4c \u0e40\u0e27\u0e49\u0e19\u0e27\u0e31\u0e19\u0e2b\u0e22\u0e38\u0e14\u0e23\u0e32\u0e0a\u0e01\u0e32\u0e23", "ms": "Isnin\u2013Jumaat, kecuali cuti umum", "en": "Monday\u2013Friday, except public holidays"}}, "hours": {"weekly": [["08:30", "16:30"], ["08:30", "16:30"], ["08:30", "16:30"], ["08:30", "16:30"], ["08:30", "16:30"], null, null], "lunch": {"start": "12:00", "end": "13:00", "closes": false}, "last_ticket_before_min": 30, "holidays": {"2025-10-13": {"name": {"th": "\u0e27\u0e31\u0e19\u0e19\u0e27\u0e21\u0e34\u0e19\u0e17\u0e23\u0e21\u0e2b\u0e32\u0e23\u0e32\u0e0a", "ms": "Hari Navamindra Maharaja", "en": "King Bhumibol Memorial Day"}, "confirmed": true}, "2025-10-23": {"name": {"th": "\u0e27\u0e31\u0e19\u0e1b\u0e34\u0e22\u0e21\u0e2b\u0e32\u0e23\u0e32\u0e0a", "ms": "Hari Chulalongkorn", "en": "Chulalongkorn Day"}, "confirmed": true}, "2025-12-05": {"name": {"th": "\u0e27\u0e31\u0e19\u0e04\u0e25\u0e49\u0e32\u0e22\u0e27\u0e31\u0e19\u0e1e\u0e23\u0e30\u0e1a\u0e23\u0e21\u0e23\u0e32\u0e0a\u0e2a\u0e21\u0e20\u0e1e \u0e23\u0e31\u0e0a\u0e01\u0e32\u0e25\u0e17\u0e35\u0e48 9", "ms": "Hari Keputeraan Raja Bhumibol", "en": "King Bhumibol''s Birthday"}, "confirmed": true}, "2025-12-10": {"name": {"th": "\u0e27\u0e31\u0e19\u0e23\u0e31\u0e10\u0e18\u0e23\u0e23\u0e21\u0e19\u0e39\u0e0d", "ms": "Hari Perlembagaan", "en": "Constitution Day"}, "confirmed": true}, "2025-12-31": {"name": {"th": "\u0e27\u0e31\u0e19\u0e2a\u0e34\u0e49\u0e19\u0e1b\u0e35", "ms": "Malam Tahun Baharu", "en": "New Year''s Eve"}, "confirmed": true}, "2026-01-01": {"name": {"th": "\u0e27\u0e31\u0e19\u0e02\u0e36\u0e49\u0e19\u0e1b\u0e35\u0e43\u0e2b\u0e21\u0e48", "ms": "Tahun Baharu", "en": "New Year''s Day"}, "confirmed": true}, "2026-01-02": {"name": {"th": "\u0e27\u0e31\u0e19\u0e2b\u0e22\u0e38\u0e14\u0e23\u0e32\u0e0a\u0e01\u0e32\u0e23\u0e01\u0e23\u0e13\u0e35\u0e1e\u0e34\u0e40\u0e28\u0e29", "ms": "Cuti khas kerajaan", "en": "Special government holiday"}, "confirmed": true}, "2026-02-17": {"name": {"th": "\u0e27\u0e31\u0e19\u0e15\u0e23\u0e38\u0e29\u0e08\u0e35\u0e19", "ms": "Tahun Baharu Cina", "en": "Chinese New Year"}, "confirmed": true}, "2026-03-03": {"name": {"th": "\u0e27\u0e31\u0e19\u0e21\u0e32\u0e06\u0e1a\u0e39\u0e0a\u0e32", "ms": "Hari Makha Bucha", "en": "Makha Bucha Day"}, "confirmed": true}, "2026-03-21": {"name": {"th": "\u0e27\u0e31\u0e19\u0e23\u0e32\u0e22\u0e2d\u0e1b\u0e2d\u0e0b\u0e2d (\u0e2d\u0e35\u0e14\u0e34\u0e49\u0e25\u0e1f\u0e34\u0e15\u0e23\u0e35)", "ms": "Hari Raya Puasa", "en": "Eid al-Fitr"}, "confirmed": true}, "2026-03-23": {"name": {"th": "\u0e0a\u0e14\u0e40\u0e0a\u0e22\u0e27\u0e31\u0e19\u0e23\u0e32\u0e22\u0e2d\u0e1b\u0e2d\u0e0b\u0e2d (\u0e2d\u0e35\u0e14\u0e34\u0e49\u0e25\u0e1f\u0e34\u0e15\u0e23\u0e35)", "ms": "Cuti ganti Hari Raya Puasa", "en": "Eid al-Fitr (in lieu)"}, "confirmed": true}, "2026-04-06": {"name": {"th": "\u0e27\u0e31\u0e19\u0e08\u0e31\u0e01\u0e23\u0e35", "ms": "Hari Chakri", "en": "Chakri Day"}, "confirmed": true}, "2026-04-13": {"name": {"th": "\u0e27\u0e31\u0e19\u0e2a\u0e07\u0e01\u0e23\u0e32\u0e19\u0e15\u0e4c", "ms": "Songkran", "en": "Songkran"}, "confirmed": true}, "2026-04-14": {"name": {"th": "\u0e27\u0e31\u0e19\u0e2a\u0e07\u0e01\u0e23\u0e32\u0e19\u0e15\u0e4c", "ms": "Songkran", "en": "Songkran"}, "confirmed": true}, "2026-04-15": {"name": {"th": "\u0e27\u0e31\u0e19\u0e2a\u0e07\u0e01\u0e23\u0e32\u0e19\u0e15\u0e4c", "ms": "Songkran", "en": "Songkran"}, "confirmed": true}, "2026-05-04": {"name": {"th": "\u0e27\u0e31\u0e19\u0e09\u0e31\u0e15\u0e23\u0e21\u0e07\u0e04\u0e25", "ms": "Hari Pertabalan", "en": "Coronation Day"}, "confirmed": true}, "2026-05-13": {"name": {"th": "\u0e27\u0e31\u0e19\u0e1e\u0e37\u0e0a\u0e21\u0e07\u0e04\u0e25", "ms": "Hari Membajak Diraja", "en": "Royal Ploughing Day"}, "confirmed": true}, "2026-05-27": {"name": {"th": "\u0e27\u0e31\u0e19\u0e23\u0e32\u0e22\u0e2d\u0e2e\u0e31\u0e08\u0e22\u0e35 (\u0e2d\u0e35\u0e14\u0e34\u0e49\u0e25\u0e2d\u0e31\u0e0e\u0e2e\u0e32)", "ms": "Hari Raya Haji", "en": "Eid al-Adha"}, "confirmed": false}, "2026-05-31": {"name": {"th": "\u0e27\u0e31\u0e19\u0e27\u0e34\u0e2a\u0e32\u0e02\u0e1a\u0e39\u0e0a\u0e32", "ms": "Hari Wesak", "en": "Visakha Bucha Day"}, "confirmed": true}, "2026-06-01": {"name": {"th": "\u0e0a\u0e14\u0e40\u0e0a\u0e22\u0e27\u0e31\u0e19\u0e27\u0e34\u0e2a\u0e32\u0e02\u0e1a\u0e39\u0e0a\u0e32", "ms": "Cuti ganti Hari Wesak", "en": "Visakha Bucha Day (in lieu)"}, "confirmed": true}, "2026-06-03": {"name": {"th": "\u0e27\u0e31\u0e19\u0e40\u0e09\u0e25\u0e34\u0e21\u0e1e\u0e23\u0e30\u0e0a\u0e19\u0e21\u0e1e\u0e23\u0e23\u0e29\u0e32\u0e1e\u0e23\u0e30\u0e23\u0e32\u0e0a\u0e34\u0e19\u0e35", "ms": "Hari Keputeraan Permaisuri", "en": "Queen Suthida''s Birthday"}, "confirmed": true}, "2026-07-28": {"name": {"th": "\u0e27\u0e31\u0e19\u0e40\u0e09\u0e25\u0e34\u0e21\u0e1e\u0e23\u0e30\u0e0a\u0e19\u0e21\u0e1e\u0e23\u0e23\u0e29\u0e32\u0e1e\u0e23\u0e30\u0e40\u0e08\u0e49\u0e32\u0e2d\u0e22\u0e39\u0e48\u0e2b\u0e31\u0e27", "ms": "Hari Keputeraan Raja", "en": "The King''s Birthday"}, "confirmed": true}, "2026-07-29": {"name": {"th": "\u0e27\u0e31\u0e19\u0e2d\u0e32\u0e2a\u0e32\u0e2c\u0e2b\u0e1a\u0e39\u0e0a\u0e32", "ms": "Hari Asarnha Bucha", "en": "Asarnha Bucha Day"}, "confirmed": true}, "2026-07-30": {"name": {"th": "\u0e27\u0e31\u0e19\u0e40\u0e02\u0e49\u0e32\u0e1e\u0e23\u0e23\u0e29\u0e32", "ms": "Hari Khao Phansa", "en": "Buddhist Lent Day"}, "confirmed": true}, "2026-08-12": {"name": {"th": "\u0e27\u0e31\u0e19\u0e41\u0e21\u0e48\u0e41\u0e2b\u0e48\u0e07\u0e0a\u0e32\u0e15\u0e34", "ms": "Hari Ibu", "en": "Mother''s Day"}, "confirmed": true}, "2026-10-13": {"name": {"th": "\u0e27\u0e31\u0e19\u0e19\u0e27\u0e21\u0e34\u0e19\u0e17\u0e23\u0e21\u0e2b\u0e32\u0e23\u0e32\u0e0a", "ms": "Hari Navamindra Maharaja", "en": "King Bhumibol Memorial Day"}, "confirmed": true}, "2026-10-23": {"name": {"th": "\u0e27\u0e31\u0e19\u0e1b\u0e34\u0e22\u0e21\u0e2b\u0e32\u0e23\u0e32\u0e0a", "ms": "Hari Chulalongkorn", "en": "Chulalongkorn Day"}, "confirmed": true}, "2026-12-05": {"name": {"th": "\u0e27\u0e31\u0e19\u0e04\u0e25\u0e49\u0e32\u0e22\u0e27\u0e31\u0e19\u0e1e\u0e23\u0e30\u0e1a\u0e23\u0e21\u0e23\u0e32\u0e0a\u0e2a\u0e21\u0e20\u0e1e \u0e23\u0e31\u0e0a\u0e01\u0e32\u0e25\u0e17\u0e35\u0e48 9", "ms": "Hari Keputeraan Raja Bhumibol", "en": "King Bhumibol''s Birthday"}, "confirmed": true}, "2026-12-07": {"name": {"th": "\u0e0a\u0e14\u0e40\u0e0a\u0e22\u0e27\u0e31\u0e19\u0e04\u0e25\u0e49\u0e32\u0e22\u0e27\u0e31\u0e19\u0e1e\u0e23\u0e30\u0e1a\u0e23\u0e21\u0e23\u0e32\u0e0a\u0e2a\u0e21\u0e20\u0e1e \u0e23\u0e31\u0e0a\u0e01\u0e32\u0e25\u0e17\u0e35\u0e48 9", "ms": "Cuti ganti Hari Keputeraan Raja Bhumibol", "en": "King Bhumibol''s Birthday (in lieu)"}, "confirmed": true}, "2026-12-10": {"name": {"th": "\u0e27\u0e31\u0e19\u0e23\u0e31\u0e10\u0e18\u0e23\u0e23\u0e21\u0e19\u0e39\u0e0d", "ms": "Hari Perlembagaan", "en": "Constitution Day"}, "confirmed": true}, "2026-12-31": {"name": {"th": "\u0e27\u0e31\u0e19\u0e2a\u0e34\u0e49\u0e19\u0e1b\u0e35", "ms": "Malam Tahun Baharu", "en": "New Year''s Eve"}, "confirmed": true}, "2027-01-01": {"name": {"th": "\u0e27\u0e31\u0e19\u0e02\u0e36\u0e49\u0e19\u0e1b\u0e35\u0e43\u0e2b\u0e21\u0e48", "ms": "Tahun Baharu", "en": "New Year''s Day"}, "confirmed": true}, "2027-02-06": {"name": {"th": "\u0e27\u0e31\u0e19\u0e15\u0e23\u0e38\u0e29\u0e08\u0e35\u0e19", "ms": "Tahun Baharu Cina", "en": "Chinese New Year"}, "confirmed": true}, "2027-02-08": {"name": {"th": "\u0e0a\u0e14\u0e40\u0e0a\u0e22\u0e27\u0e31\u0e19\u0e15\u0e23\u0e38\u0e29\u0e08\u0e35\u0e19", "ms": "Cuti ganti Tahun Baharu Cina", "en": "Chinese New Year (in lieu)"}, "confirmed": true}, "2027-02-21": {"name": {"th": "\u0e27\u0e31\u0e19\u0e21\u0e32\u0e06\u0e1a\u0e39\u0e0a\u0e32", "ms": "Hari Makha Bucha", "en": "Makha Bucha Day"}, "confirmed": true}, "2027-02-22": {"name": {"th": "\u0e0a\u0e14\u0e40\u0e0a\u0e22\u0e27\u0e31\u0e19\u0e21\u0e32\u0e06\u0e1a\u0e39\u0e0a\u0e32", "ms": "Cuti ganti Hari Makha Bucha", "en": "Makha Bucha Day (in lieu)"}, "confirmed": true}, "2027-03-09": {"name": {"th": "\u0e27\u0e31\u0e19\u0e23\u0e32\u0e22\u0e2d\u0e1b\u0e2d\u0e0b\u0e2d (\u0e2d\u0e35\u0e14\u0e34\u0e49\u0e25\u0e1f\u0e34\u0e15\u0e23\u0e35)", "ms": "Hari Raya Puasa", "en": "Eid al-Fitr"}, "confirmed": false}, "2027-04-06": {"name": {"th": "\u0e27\u0e31\u0e19\u0e08\u0e31\u0e01\u0e23\u0e35", "ms": "Hari Chakri", "en": "Chakri Day"}, "confirmed": true}, "2027-04-13": {"name": {"th": "\u0e27\u0e31\u0e19\u0e2a\u0e07\u0e01\u0e23\u0e32\u0e19\u0e15\u0e4c", "ms": "Songkran", "en": "Songkran"}, "confirmed": true}, "2027-04-14": {"name": {"th": "\u0e27\u0e31\u0e19\u0e2a\u0e07\u0e01\u0e23\u0e32\u0e19\u0e15\u0e4c", "ms": "Songkran", "en": "Songkran"}, "confirmed": true}, "2027-04-15": {"name": {"th": "\u0e27\u0e31\u0e19\u0e2a\u0e07\u0e01\u0e23\u0e32\u0e19\u0e15\u0e4c", "ms": "Songkran", "en": "Songkran"}, "confirmed": true}, "2027-05-04": {"name": {"th": "\u0e27\u0e31\u0e19\u0e09\u0e31\u0e15\u0e23\u0e21\u0e07\u0e04\u0e25", "ms": "Hari Pertabalan", "en": "Coronation Day"}, "confirmed": true}, "2027-05-16": {"name": {"th": "\u0e27\u0e31\u0e19\u0e23\u0e32\u0e22\u0e2d\u0e2e\u0e31\u0e08\u0e22\u0e35 (\u0e2d\u0e35\u0e14\u0e34\u0e49\u0e25\u0e2d\u0e31\u0e0e\u0e2e\u0e32)", "ms": "Hari Raya Haji", "en": "Eid al-Adha"}, "confirmed": false}, "2027-05-20": {"name": {"th": "\u0e27\u0e31\u0e19\u0e27\u0e34\u0e2a\u0e32\u0e02\u0e1a\u0e39\u0e0a\u0e32", "ms": "Hari Wesak", "en": "Visakha Bucha Day"}, "confirmed": true}, "2027-06-03": {"name": {"th": "\u0e27\u0e31\u0e19\u0e40\u0e09\u0e25\u0e34\u0e21\u0e1e\u0e23\u0e30\u0e0a\u0e19\u0e21\u0e1e\u0e23\u0e23\u0e29\u0e32\u0e1e\u0e23\u0e30\u0e23\u0e32\u0e0a\u0e34\u0e19\u0e35", "ms": "Hari Keputeraan Permaisuri", "en": "Queen Suthida''s Birthday"}, "confirmed": true}, "2027-07-18": {"name": {"th": "\u0e27\u0e31\u0e19\u0e2d\u0e32\u0e2a\u0e32\u0e2c\u0e2b\u0e1a\u0e39\u0e0a\u0e32", "ms": "Hari Asarnha Bucha", "en": "Asarnha Bucha Day"}, "confirmed": true}, "2027-07-19": {"name": {"th": "\u0e27\u0e31\u0e19\u0e40\u0e02\u0e49\u0e32\u0e1e\u0e23\u0e23\u0e29\u0e32", "ms": "Hari Khao Phansa", "en": "Buddhist Lent Day"}, "confirmed": true}, "2027-07-20": {"name": {"th": "\u0e0a\u0e14\u0e40\u0e0a\u0e22\u0e27\u0e31\u0e19\u0e2d\u0e32\u0e2a\u0e32\u0e2c\u0e2b\u0e1a\u0e39\u0e0a\u0e32", "ms": "Cuti ganti Hari Asarnha Bucha", "en": "Asarnha Bucha Day (in lieu)"}, "confirmed": true}, "2027-07-28": {"name": {"th": "\u0e27\u0e31\u0e19\u0e40\u0e09\u0e25\u0e34\u0e21\u0e1e\u0e23\u0e30\u0e0a\u0e19\u0e21\u0e1e\u0e23\u0e23\u0e29\u0e32\u0e1e\u0e23\u0e30\u0e40\u0e08\u0e49\u0e32\u0e2d\u0e22\u0e39\u0e48\u0e2b\u0e31\u0e27", "ms": "Hari Keputeraan Raja", "en": "The King''s Birthday"}, "confirmed": true}, "2027-08-12": {"name": {"th": "\u0e27\u0e31\u0e19\u0e41\u0e21\u0e48\u0e41\u0e2b\u0e48\u0e07\u0e0a\u0e32\u0e15\u0e34", "ms": "Hari Ibu", "en": "Mother''s Day"}, "confirmed": true}, "2027-10-13": {"name": {"th": "\u0e27\u0e31\u0e19\u0e19\u0e27\u0e21\u0e34\u0e19\u0e17\u0e23\u0e21\u0e2b\u0e32\u0e23\u0e32\u0e0a", "ms": "Hari Navamindra Maharaja", "en": "King Bhumibol Memorial Day"}, "confirmed": true}, "2027-10-23": {"name": {"th": "\u0e27\u0e31\u0e19\u0e1b\u0e34\u0e22\u0e21\u0e2b\u0e32\u0e23\u0e32\u0e0a", "ms": "Hari Chulalongkorn", "en": "Chulalongkorn Day"}, "confirmed": true}, "2027-10-25": {"name": {"th": "\u0e0a\u0e14\u0e40\u0e0a\u0e22\u0e27\u0e31\u0e19\u0e1b\u0e34\u0e22\u0e21\u0e2b\u0e32\u0e23\u0e32\u0e0a", "ms": "Cuti ganti Hari Chulalongkorn", "en": "Chulalongkorn Day (in lieu)"}, "confirmed": true}, "2027-12-05": {"name": {"th": "\u0e27\u0e31\u0e19\u0e04\u0e25\u0e49\u0e32\u0e22\u0e27\u0e31\u0e19\u0e1e\u0e23\u0e30\u0e1a\u0e23\u0e21\u0e23\u0e32\u0e0a\u0e2a\u0e21\u0e20\u0e1e \u0e23\u0e31\u0e0a\u0e01\u0e32\u0e25\u0e17\u0e35\u0e48 9", "ms": "Hari Keputeraan Raja Bhumibol", "en": "King Bhumibol''s Birthday"}, "confirmed": true}, "2027-12-06": {"name": {"th": "\u0e0a\u0e14\u0e40\u0e0a\u0e22\u0e27\u0e31\u0e19\u0e04\u0e25\u0e49\u0e32\u0e22\u0e27\u0e31\u0e19\u0e1e\u0e23\u0e30\u0e1a\u0e23\u0e21\u0e23\u0e32\u0e0a\u0e2a\u0e21\u0e20\u0e1e \u0e23\u0e31\u0e0a\u0e01\u0e32\u0e25\u0e17\u0e35\u0e48 9", "ms": "Cuti ganti Hari Keputeraan Raja Bhumibol", "en": "King Bhumibol''s Birthday (in lieu)"}, "confirmed": true}, "2027-12-10": {"name": {"th": "\u0e27\u0e31\u0e19\u0e23\u0e31\u0e10\u0e18\u0e23\u0e23\u0e21\u0e19\u0e39\u0e0d", "ms": "Hari Perlembagaan", "en": "Constitution Day"}, "confirmed": true}, "2027-12-31": {"name": {"th": "\u0e27\u0e31\u0e19\u0e2a\u0e34\u0e49\u0e19\u0e1b\u0e35", "ms": "Malam Tahun Baharu", "en": "New Year''s Eve"}, "confirmed": true}, "2028-01-01": {"name": {"th": "\u0e27\u0e31\u0e19\u0e02\u0e36\u0e49\u0e19\u0e1b\u0e35\u0e43\u0e2b\u0e21\u0e48", "ms": "Tahun Baharu", "en": "New Year''s Day"}, "confirmed": true}, "2028-01-03": {"name": {"th": "\u0e0a\u0e14\u0e40\u0e0a\u0e22\u0e27\u0e31\u0e19\u0e02\u0e36\u0e49\u0e19\u0e1b\u0e35\u0e43\u0e2b\u0e21\u0e48", "ms": "Cuti ganti Tahun Baharu", "en": "New Year''s Day (in lieu)"}, "confirmed": true}, "2028-01-26": {"name": {"th": "\u0e27\u0e31\u0e19\u0e15\u0e23\u0e38\u0e29\u0e08\u0e35\u0e19", "ms": "Tahun Baharu Cina", "en": "Chinese New Year"}, "confirmed": true}, "2028-02-10": {"name": {"th": "\u0e27\u0e31\u0e19\u0e21\u0e32\u0e06\u0e1a\u0e39\u0e0a\u0e32", "ms": "Hari Makha Bucha", "en": "Makha Bucha Day"}, "confirmed": true}, "2028-02-26": {"name": {"th": "\u0e27\u0e31\u0e19\u0e23\u0e32\u0e22\u0e2d\u0e1b\u0e2d\u0e0b\u0e2d (\u0e2d\u0e35\u0e14\u0e34\u0e49\u0e25\u0e1f\u0e34\u0e15\u0e23\u0e35)", "ms": "Hari Raya Puasa", "en": "Eid al-Fitr"}, "confirmed": false}, "2028-04-06": {"name": {"th": "\u0e27\u0e31\u0e19\u0e08\u0e31\u0e01\u0e23\u0e35", "ms": "Hari Chakri", "en": "Chakri Day"}, "confirmed": true}, "2028-04-13": {"name": {"th": "\u0e27\u0e31\u0e19\u0e2a\u0e07\u0e01\u0e23\u0e32\u0e19\u0e15\u0e4c", "ms": "Songkran", "en": "Songkran"}, "confirmed": true}, "2028-04-14": {"name": {"th": "\u0e27\u0e31\u0e19\u0e2a\u0e07\u0e01\u0e23\u0e32\u0e19\u0e15\u0e4c", "ms": "Songkran", "en": "Songkran"}, "confirmed": true}, "2028-04-15": {"name": {"th": "\u0e27\u0e31\u0e19\u0e2a\u0e07\u0e01\u0e23\u0e32\u0e19\u0e15\u0e4c", "ms": "Songkran", "en": "Songkran"}, "confirmed": true}, "2028-04-17": {"name": {"th": "\u0e0a\u0e14\u0e40\u0e0a\u0e22\u0e27\u0e31\u0e19\u0e2a\u0e07\u0e01\u0e23\u0e32\u0e19\u0e15\u0e4c", "ms": "Cuti ganti Songkran", "en": "Songkran (in lieu)"}, "confirmed": true}, "2028-05-04": {"name": {"th": "\u0e27\u0e31\u0e19\u0e09\u0e31\u0e15\u0e23\u0e21\u0e07\u0e04\u0e25", "ms": "Hari Pertabalan", "en": "Coronation Day"}, "confirmed": true}, "2028-05-05": {"name": {"th": "\u0e27\u0e31\u0e19\u0e23\u0e32\u0e22\u0e2d\u0e2e\u0e31\u0e08\u0e22\u0e35 (\u0e2d\u0e35\u0e14\u0e34\u0e49\u0e25\u0e2d\u0e31\u0e0e\u0e2e\u0e32)", "ms": "Hari Raya Haji", "en": "Eid al-Adha"}, "confirmed": false}, "2028-05-08": {"name": {"th": "\u0e27\u0e31\u0e19\u0e27\u0e34\u0e2a\u0e32\u0e02\u0e1a\u0e39\u0e0a\u0e32", "ms": "Hari Wesak", "en": "Visakha Bucha Day"}, "confirmed": true}, "2028-06-03": {"name": {"th": "\u0e27\u0e31\u0e19\u0e40\u0e09\u0e25\u0e34\u0e21\u0e1e\u0e23\u0e30\u0e0a\u0e19\u0e21\u0e1e\u0e23\u0e23\u0e29\u0e32\u0e1e\u0e23\u0e30\u0e23\u0e32\u0e0a\u0e34\u0e19\u0e35", "ms": "Hari Keputeraan Permaisuri", "en": "Queen Suthida''s Birthday"}, "confirmed": true}, "2028-06-05": {"name": {"th": "\u0e0a\u0e14\u0e40\u0e0a\u0e22\u0e27\u0e31\u0e19\u0e40\u0e09\u0e25\u0e34\u0e21\u0e1e\u0e23\u0e30\u0e0a\u0e19\u0e21\u0e1e\u0e23\u0e23\u0e29\u0e32\u0e1e\u0e23\u0e30\u0e23\u0e32\u0e0a\u0e34\u0e19\u0e35", "ms": "Cuti ganti Hari Keputeraan Permaisuri", "en": "Queen Suthida''s Birthday (in lieu)"}, "confirmed": true}, "2028-07-06": {"name": {"th": "\u0e27\u0e31\u0e19\u0e2d\u0e32\u0e2a\u0e32\u0e2c\u0e2b\u0e1a\u0e39\u0e0a\u0e32", "ms": "Hari Asarnha Bucha", "en": "Asarnha Bucha Day"}, "confirmed": true}, "2028-07-07": {"name": {"th": "\u0e27\u0e31\u0e19\u0e40\u0e02\u0e49\u0e32\u0e1e\u0e23\u0e23\u0e29\u0e32", "ms": "Hari Khao Phansa", "en": "Buddhist Lent Day"}, "confirmed": true}, "2028-07-28": {"name": {"th": "\u0e27\u0e31\u0e19\u0e40\u0e09\u0e25\u0e34\u0e21\u0e1e\u0e23\u0e30\u0e0a\u0e19\u0e21\u0e1e\u0e23\u0e23\u0e29\u0e32\u0e1e\u0e23\u0e30\u0e40\u0e08\u0e49\u0e32\u0e2d\u0e22\u0e39\u0e48\u0e2b\u0e31\u0e27", "ms": "Hari Keputeraan Raja", "en": "The King''s Birthday"}, "confirmed": true}, "2028-08-12": {"name": {"th": "\u0e27\u0e31\u0e19\u0e41\u0e21\u0e48\u0e41\u0e2b\u0e48\u0e07\u0e0a\u0e32\u0e15\u0e34", "ms": "Hari Ibu", "en": "Mother''s Day"}, "confirmed": true}, "2028-08-14": {"name": {"th": "\u0e0a\u0e14\u0e40\u0e0a\u0e22\u0e27\u0e31\u0e19\u0e41\u0e21\u0e48\u0e41\u0e2b\u0e48\u0e07\u0e0a\u0e32\u0e15\u0e34", "ms": "Cuti ganti Hari Ibu", "en": "Mother''s Day (in lieu)"}, "confirmed": true}}, "exceptions": {}}, "priority_ratio": 2, "recall_limit": 3, "recall_spacing_s": 30, "correct_within_s": 10, "long_wait_min": 30, "chosen_reasons": ["urgent", "returned", "mistake", "agreed", "other"], "hold_reasons": ["copies", "documents", "payment", "other"], "pause_reasons": ["break", "prayer", "meeting", "document", "other"], "rating": {"window_min": 60, "correct_s": 10, "amend_within_s": 600, "open_gap_s": 5, "dimensions": ["process", "channel", "staff", "facility"], "ask": {"sex": false, "age": false, "occupation": false}, "comment": true, "reasons": ["long_wait", "unclear_steps", "many_documents", "staff_manner", "facilities", "hard_to_reach"]}, "band": "A", "always_open": false, "demo": false}',1,1,'7f68b0a0fe6bb65d9fd2fb50637de795a86c3ff4c0ae9b872f40006a6e0549c3',1799719200,NULL,0);
CREATE TABLE staff (
	id INTEGER NOT NULL, 
	site_id INTEGER NOT NULL, 
	username VARCHAR(60) NOT NULL, 
	name VARCHAR(120) NOT NULL, 
	role VARCHAR(20) NOT NULL, 
	password_hash VARCHAR(200) NOT NULL, 
	session_version INTEGER NOT NULL, 
	failed INTEGER NOT NULL, 
	locked_until BIGINT, 
	disabled BOOLEAN NOT NULL, 
	PRIMARY KEY (id), 
	FOREIGN KEY(site_id) REFERENCES site (id), 
	CONSTRAINT staff_username UNIQUE (site_id, username)
);
INSERT INTO "staff" VALUES(1,1,'ana','Ana Rimsai','clerk','$argon2id$v=19$m=8,t=1,p=1$ELdc/vAi2Z/ajUDPjML0Sg$nCrUpKerlt15GPeItn6386pi/wXqjrA5tayUyIKq0yo',1,0,NULL,0);
INSERT INTO "staff" VALUES(2,1,'ben','Ben <b>Baisai</b>','clerk','$argon2id$v=19$m=8,t=1,p=1$ELdc/vAi2Z/ajUDPjML0Sg$nCrUpKerlt15GPeItn6386pi/wXqjrA5tayUyIKq0yo',1,0,NULL,0);
INSERT INTO "staff" VALUES(3,1,'cho','Cho Ngaosai','executive','$argon2id$v=19$m=8,t=1,p=1$ELdc/vAi2Z/ajUDPjML0Sg$nCrUpKerlt15GPeItn6386pi/wXqjrA5tayUyIKq0yo',1,0,NULL,0);
INSERT INTO "staff" VALUES(4,1,'dao','Dao Kingsai','supervisor','$argon2id$v=19$m=8,t=1,p=1$ELdc/vAi2Z/ajUDPjML0Sg$nCrUpKerlt15GPeItn6386pi/wXqjrA5tayUyIKq0yo',1,0,NULL,0);
INSERT INTO "staff" VALUES(5,1,'eve','Eve Yodsai','administrator','$argon2id$v=19$m=8,t=1,p=1$ELdc/vAi2Z/ajUDPjML0Sg$nCrUpKerlt15GPeItn6386pi/wXqjrA5tayUyIKq0yo',1,0,NULL,0);
CREATE TABLE ticket (
	id INTEGER NOT NULL, 
	site_id INTEGER NOT NULL, 
	day VARCHAR(10) NOT NULL, 
	prefix VARCHAR(2) NOT NULL, 
	number INTEGER NOT NULL, 
	token VARCHAR(32) NOT NULL, 
	group_id INTEGER NOT NULL, 
	first_group_id INTEGER NOT NULL, 
	service_id INTEGER, 
	counter_id INTEGER, 
	only_counter_id INTEGER, 
	klass VARCHAR(8) NOT NULL, 
	language VARCHAR(2) NOT NULL, 
	channel VARCHAR(10) NOT NULL, 
	origin VARCHAR(10) NOT NULL, 
	state VARCHAR(10) NOT NULL, 
	state_since BIGINT NOT NULL, 
	reason VARCHAR(40), 
	place_seq BIGINT NOT NULL, 
	place_tie BIGINT NOT NULL, 
	issued_seq BIGINT NOT NULL, 
	issued_at BIGINT NOT NULL, 
	queued_at BIGINT NOT NULL, 
	called_at BIGINT, 
	called_seq BIGINT, 
	chosen_reason VARCHAR(40), 
	last_call_at BIGINT, 
	last_call_seq BIGINT, 
	calls INTEGER NOT NULL, 
	started_at BIGINT, 
	finished_at BIGINT, 
	left_at BIGINT, 
	promise_low_s INTEGER, 
	promise_high_s INTEGER, 
	rated BOOLEAN NOT NULL, 
	PRIMARY KEY (id), 
	CONSTRAINT number_positive CHECK (number > 0), 
	FOREIGN KEY(counter_id) REFERENCES counter (id), 
	FOREIGN KEY(first_group_id) REFERENCES service_group (id), 
	FOREIGN KEY(group_id) REFERENCES service_group (id), 
	FOREIGN KEY(only_counter_id) REFERENCES counter (id), 
	FOREIGN KEY(service_id) REFERENCES service (id), 
	FOREIGN KEY(site_id) REFERENCES site (id), 
	CONSTRAINT one_number_a_day UNIQUE (site_id, day, prefix, number), 
	CONSTRAINT ticket_token UNIQUE (token)
);
INSERT INTO "ticket" VALUES(1,1,'2027-01-12','A',1,'ticket-token-00001',1,1,1,1,NULL,'normal','th','kiosk','live','finished',1799719200,NULL,3,0,3,1799719200,1799719200,1799719200,6,NULL,1799719200,6,1,1799719200,1799719200,NULL,NULL,NULL,1);
INSERT INTO "ticket" VALUES(2,1,'2027-01-12','B',1,'ticket-token-00002',2,2,NULL,NULL,NULL,'normal','th','kiosk','live','waiting',1799719200,NULL,4,0,4,1799719200,1799719200,NULL,NULL,NULL,NULL,NULL,0,NULL,NULL,NULL,NULL,NULL,0);
CREATE TABLE token (
	id INTEGER NOT NULL, 
	site_id INTEGER NOT NULL, 
	role VARCHAR(20) NOT NULL, 
	counter INTEGER, 
	name VARCHAR(120) NOT NULL, 
	token_hash VARCHAR(64) NOT NULL, 
	created_at BIGINT NOT NULL, 
	revoked_at BIGINT, 
	PRIMARY KEY (id), 
	FOREIGN KEY(site_id) REFERENCES site (id), 
	UNIQUE (token_hash)
);
INSERT INTO "token" VALUES(1,1,'kiosk',NULL,'kiosk','5442006e34a3fbaa176cb10566bf87d5f05319771e9183467dc8a820de127cbb',1799719200,NULL);
INSERT INTO "token" VALUES(2,1,'counter',NULL,'counter','bfaae57f3d476cb1828543be8e347d448fa76b5af179bbc873efbde15f26dddc',1799719200,NULL);
INSERT INTO "token" VALUES(3,1,'counter',2,'counter-2','9b68b90e0e89613d2da228bc171c9cf17c08eae58b9fd1cb675b8ebf9738e571',1799719200,NULL);
INSERT INTO "token" VALUES(4,1,'admin',NULL,'admin','ec064f45e6880329ba511efee324cb7111a2857411508466a8bd663e8600128e',1799719200,NULL);
INSERT INTO "token" VALUES(5,2,'admin',NULL,'market','a9a4fdcf5c9d5785444213fb4c48e2c9aa162597d3273da39ae8eaf49fd5e883',1799719200,NULL);
CREATE INDEX line ON ticket (site_id, day, group_id, klass, place_seq, place_tie) WHERE state = 'waiting';
CREATE UNIQUE INDEX one_ticket_per_counter ON ticket (counter_id) WHERE state IN ('called', 'serving');
CREATE INDEX ticket_call ON ticket (site_id, day, last_call_seq);
CREATE INDEX ticket_day_state ON ticket (site_id, day, state);
CREATE INDEX leg_recent ON leg (site_id, group_id, ended_at);
CREATE INDEX leg_ticket ON leg (ticket_id);
CREATE INDEX rating_day ON rating (site_id, day);
COMMIT;
