CREATE TABLE IF NOT EXISTS enterprise (
  id TEXT COLLATE "C" PRIMARY KEY,
  rev BIGINT NOT NULL DEFAULT 0,
  region TEXT COLLATE "C" NOT NULL DEFAULT '',
  created TEXT COLLATE "C" NOT NULL DEFAULT '',
  updated TEXT COLLATE "C" NOT NULL DEFAULT '',
  name TEXT COLLATE "C" NOT NULL DEFAULT '',
  credit_code TEXT COLLATE "C" NOT NULL DEFAULT '',
  org_code TEXT COLLATE "C" NOT NULL DEFAULT '',
  registration_number TEXT COLLATE "C" NOT NULL DEFAULT '',
  economic_type TEXT COLLATE "C" NOT NULL DEFAULT '',
  affiliation TEXT COLLATE "C" NOT NULL DEFAULT '',
  parent_group TEXT COLLATE "C" NOT NULL DEFAULT '',
  business_scope TEXT COLLATE "C" NOT NULL DEFAULT '',
  telephone TEXT COLLATE "C" NOT NULL DEFAULT '',
  email TEXT COLLATE "C" NOT NULL DEFAULT '',
  postcode TEXT COLLATE "C" NOT NULL DEFAULT '',
  former_names TEXT COLLATE "C" NOT NULL DEFAULT '',
  trade TEXT COLLATE "C" NOT NULL DEFAULT '',
  trades TEXT COLLATE "C" NOT NULL DEFAULT 'null',
  industry TEXT COLLATE "C" NOT NULL DEFAULT '',
  level TEXT COLLATE "C" NOT NULL DEFAULT '',
  department TEXT COLLATE "C" NOT NULL DEFAULT '',
  dust BOOLEAN NOT NULL DEFAULT FALSE,
  confined BOOLEAN NOT NULL DEFAULT FALSE,
  ammonia BOOLEAN NOT NULL DEFAULT FALSE,
  melting BOOLEAN NOT NULL DEFAULT FALSE,
  gas BOOLEAN NOT NULL DEFAULT FALSE,
  size_class TEXT COLLATE "C" NOT NULL DEFAULT '',
  above_scale BOOLEAN NOT NULL DEFAULT FALSE,
  classified BOOLEAN NOT NULL DEFAULT FALSE,
  duties TEXT COLLATE "C" NOT NULL DEFAULT '',
  founded_on TEXT COLLATE "C" NOT NULL DEFAULT '',
  licence_form TEXT COLLATE "C" NOT NULL DEFAULT '',
  registered_capital BIGINT NOT NULL DEFAULT 0,
  registrar TEXT COLLATE "C" NOT NULL DEFAULT '',
  registered_address TEXT COLLATE "C" NOT NULL DEFAULT '',
  legal_person TEXT COLLATE "C" NOT NULL DEFAULT '',
  legal_person_phone TEXT COLLATE "C" NOT NULL DEFAULT '',
  address TEXT COLLATE "C" NOT NULL DEFAULT '',
  position TEXT COLLATE "C" NOT NULL DEFAULT 'null',
  site_area DOUBLE PRECISION NOT NULL DEFAULT 0,
  neighbours TEXT COLLATE "C" NOT NULL DEFAULT 'null',
  staff BIGINT NOT NULL DEFAULT 0,
  principal TEXT COLLATE "C" NOT NULL DEFAULT '',
  principal_phone TEXT COLLATE "C" NOT NULL DEFAULT '',
  safety_leader TEXT COLLATE "C" NOT NULL DEFAULT '',
  safety_phone TEXT COLLATE "C" NOT NULL DEFAULT '',
  safety_director TEXT COLLATE "C" NOT NULL DEFAULT '',
  special_operators BIGINT NOT NULL DEFAULT 0,
  revenue BIGINT NOT NULL DEFAULT 0,
  assets BIGINT NOT NULL DEFAULT 0,
  safety_unit TEXT COLLATE "C" NOT NULL DEFAULT '',
  safety_unit_name TEXT COLLATE "C" NOT NULL DEFAULT '',
  full_time BIGINT NOT NULL DEFAULT 0,
  part_time BIGINT NOT NULL DEFAULT 0,
  engineers BIGINT NOT NULL DEFAULT 0,
  committee BOOLEAN NOT NULL DEFAULT FALSE,
  rules_updated_on TEXT COLLATE "C" NOT NULL DEFAULT '',
  rules TEXT COLLATE "C" NOT NULL DEFAULT 'null',
  substances TEXT COLLATE "C" NOT NULL DEFAULT 'null',
  key_chemicals BOOLEAN NOT NULL DEFAULT FALSE,
  processes TEXT COLLATE "C" NOT NULL DEFAULT 'null',
  major_hazard TEXT COLLATE "C" NOT NULL DEFAULT '',
  storage_ways TEXT COLLATE "C" NOT NULL DEFAULT 'null',
  chemicals_number TEXT COLLATE "C" NOT NULL DEFAULT '',
  operations TEXT COLLATE "C" NOT NULL DEFAULT 'null',
  equipment TEXT COLLATE "C" NOT NULL DEFAULT 'null',
  confined_spaces BIGINT NOT NULL DEFAULT 0,
  factors TEXT COLLATE "C" NOT NULL DEFAULT 'null',
  exposed BIGINT NOT NULL DEFAULT 0,
  declared_on TEXT COLLATE "C" NOT NULL DEFAULT '',
  measured_on TEXT COLLATE "C" NOT NULL DEFAULT '',
  examined_on TEXT COLLATE "C" NOT NULL DEFAULT '',
  plan_number TEXT COLLATE "C" NOT NULL DEFAULT '',
  plan_filed_on TEXT COLLATE "C" NOT NULL DEFAULT '',
  rescue_team BIGINT NOT NULL DEFAULT 0,
  materials TEXT COLLATE "C" NOT NULL DEFAULT '',
  drilled_on TEXT COLLATE "C" NOT NULL DEFAULT '',
  standard TEXT COLLATE "C" NOT NULL DEFAULT '',
  standard_until TEXT COLLATE "C" NOT NULL DEFAULT '',
  risk TEXT COLLATE "C" NOT NULL DEFAULT '',
  credit TEXT COLLATE "C" NOT NULL DEFAULT '',
  operating TEXT COLLATE "C" NOT NULL DEFAULT '',
  operating_since TEXT COLLATE "C" NOT NULL DEFAULT '',
  operating_note TEXT COLLATE "C" NOT NULL DEFAULT '',
  conflicting BOOLEAN NOT NULL DEFAULT FALSE,
  settled_at TEXT COLLATE "C" NOT NULL DEFAULT '',
  differs TEXT COLLATE "C" NOT NULL DEFAULT '',
  status TEXT COLLATE "C" NOT NULL DEFAULT '',
  source TEXT COLLATE "C" NOT NULL DEFAULT '',
  registrant TEXT COLLATE "C" NOT NULL DEFAULT '',
  registered_on TEXT COLLATE "C" NOT NULL DEFAULT '',
  filed_on TEXT COLLATE "C" NOT NULL DEFAULT '',
  act_by TEXT COLLATE "C" NOT NULL DEFAULT '',
  local_by TEXT COLLATE "C" NOT NULL DEFAULT '',
  returned_for TEXT COLLATE "C" NOT NULL DEFAULT '',
  changed BOOLEAN NOT NULL DEFAULT FALSE,
  changes TEXT COLLATE "C" NOT NULL DEFAULT 'null',
  changed_facts TEXT COLLATE "C" NOT NULL DEFAULT '',
  move_to TEXT COLLATE "C" NOT NULL DEFAULT '',
  closed_on TEXT COLLATE "C" NOT NULL DEFAULT '',
  merged_into TEXT COLLATE "C" NOT NULL DEFAULT '',
  confirmed TEXT COLLATE "C" NOT NULL DEFAULT 'null',
  freshness TEXT COLLATE "C" NOT NULL DEFAULT 'null',
  confirmed_on TEXT COLLATE "C" NOT NULL DEFAULT '',
  looked_on TEXT COLLATE "C" NOT NULL DEFAULT '',
  completeness BIGINT NOT NULL DEFAULT 0,
  complete BOOLEAN NOT NULL DEFAULT FALSE,
  complete_on TEXT COLLATE "C" NOT NULL DEFAULT '',
  lacking TEXT COLLATE "C" NOT NULL DEFAULT '',
  stale_on TEXT COLLATE "C" NOT NULL DEFAULT '',
  stale_what TEXT COLLATE "C" NOT NULL DEFAULT '',
  contacts_until TEXT COLLATE "C" NOT NULL DEFAULT '',
  stale BOOLEAN NOT NULL DEFAULT FALSE,
  lapses_on TEXT COLLATE "C" NOT NULL DEFAULT '',
  name_key TEXT COLLATE "C" NOT NULL DEFAULT '',
  address_key TEXT COLLATE "C" NOT NULL DEFAULT ''
);
CREATE INDEX IF NOT EXISTS enterprise_name_order ON enterprise (name, id, region);
CREATE UNIQUE INDEX IF NOT EXISTS enterprise_credit_code_unique ON enterprise (credit_code) WHERE credit_code <> '';
CREATE INDEX IF NOT EXISTS enterprise_trade_page ON enterprise (trade, id, region);
CREATE INDEX IF NOT EXISTS enterprise_industry_some ON enterprise (industry, id, region) WHERE industry <> '';
CREATE INDEX IF NOT EXISTS enterprise_level_some ON enterprise (level, id, region) WHERE level <> '';
CREATE INDEX IF NOT EXISTS enterprise_dust_some ON enterprise (dust, id, region) WHERE dust = TRUE;
CREATE INDEX IF NOT EXISTS enterprise_confined_some ON enterprise (confined, id, region) WHERE confined = TRUE;
CREATE INDEX IF NOT EXISTS enterprise_ammonia_some ON enterprise (ammonia, id, region) WHERE ammonia = TRUE;
CREATE INDEX IF NOT EXISTS enterprise_melting_some ON enterprise (melting, id, region) WHERE melting = TRUE;
CREATE INDEX IF NOT EXISTS enterprise_gas_some ON enterprise (gas, id, region) WHERE gas = TRUE;
CREATE INDEX IF NOT EXISTS enterprise_size_class_some ON enterprise (size_class, id, region) WHERE size_class <> '';
CREATE INDEX IF NOT EXISTS enterprise_classified_some ON enterprise (classified, id, region) WHERE classified = FALSE;
CREATE INDEX IF NOT EXISTS enterprise_staff_order ON enterprise (staff, id, region);
CREATE INDEX IF NOT EXISTS enterprise_major_hazard_some ON enterprise (major_hazard, id, region) WHERE major_hazard <> '';
CREATE INDEX IF NOT EXISTS enterprise_standard_some ON enterprise (standard, id, region) WHERE standard <> '';
CREATE INDEX IF NOT EXISTS enterprise_risk_some ON enterprise (risk, id, region) WHERE risk <> '';
CREATE INDEX IF NOT EXISTS enterprise_credit_some ON enterprise (credit, id, region) WHERE credit <> '';
CREATE INDEX IF NOT EXISTS enterprise_operating_some ON enterprise (operating, id, region) WHERE operating <> '';
CREATE INDEX IF NOT EXISTS enterprise_conflicting_some ON enterprise (conflicting, id, region) WHERE conflicting = TRUE;
CREATE INDEX IF NOT EXISTS enterprise_status_page ON enterprise (status, id, region);
CREATE INDEX IF NOT EXISTS enterprise_registrant_some ON enterprise (registrant, id, region) WHERE registrant <> '';
CREATE INDEX IF NOT EXISTS enterprise_registered_on_order ON enterprise (registered_on, id, region);
CREATE INDEX IF NOT EXISTS enterprise_changed_some ON enterprise (changed, id, region) WHERE changed = TRUE;
CREATE INDEX IF NOT EXISTS enterprise_move_to_some ON enterprise (move_to, id, region) WHERE move_to <> '';
CREATE INDEX IF NOT EXISTS enterprise_merged_into_some ON enterprise (merged_into, id, region) WHERE merged_into <> '';
CREATE INDEX IF NOT EXISTS enterprise_confirmed_on_order ON enterprise (confirmed_on, id, region);
CREATE INDEX IF NOT EXISTS enterprise_looked_on_order ON enterprise (looked_on, id, region);
CREATE INDEX IF NOT EXISTS enterprise_completeness_order ON enterprise (completeness, id, region);
CREATE INDEX IF NOT EXISTS enterprise_complete_some ON enterprise (complete, id, region) WHERE complete = TRUE;
CREATE INDEX IF NOT EXISTS enterprise_stale_on_order ON enterprise (stale_on, id, region);
CREATE INDEX IF NOT EXISTS enterprise_contacts_until_some ON enterprise (contacts_until, id, region) WHERE contacts_until <> '';
CREATE INDEX IF NOT EXISTS enterprise_stale_some ON enterprise (stale, id, region) WHERE stale = TRUE;
CREATE INDEX IF NOT EXISTS enterprise_lapses_on_some ON enterprise (lapses_on, id, region) WHERE lapses_on <> '';
CREATE INDEX IF NOT EXISTS enterprise_name_key_known ON enterprise (name_key, id) WHERE name_key <> '';
CREATE INDEX IF NOT EXISTS enterprise_address_key_known ON enterprise (address_key, id) WHERE address_key <> '';
CREATE INDEX IF NOT EXISTS enterprise_org_code_known ON enterprise (org_code, id) WHERE org_code <> '';
CREATE INDEX IF NOT EXISTS enterprise_registration_number_known ON enterprise (registration_number, id) WHERE registration_number <> '';
CREATE INDEX IF NOT EXISTS enterprise_region_status_registered_on_complete_index ON enterprise (region, status, registered_on, complete, id);
CREATE TABLE IF NOT EXISTS enterprise_contact (
  id TEXT COLLATE "C" PRIMARY KEY,
  rev BIGINT NOT NULL DEFAULT 0,
  region TEXT COLLATE "C" NOT NULL DEFAULT '',
  created TEXT COLLATE "C" NOT NULL DEFAULT '',
  updated TEXT COLLATE "C" NOT NULL DEFAULT '',
  enterprise TEXT COLLATE "C" NOT NULL DEFAULT '',
  name TEXT COLLATE "C" NOT NULL DEFAULT '',
  duty TEXT COLLATE "C" NOT NULL DEFAULT '',
  post TEXT COLLATE "C" NOT NULL DEFAULT '',
  phone TEXT COLLATE "C" NOT NULL DEFAULT '',
  id_number TEXT COLLATE "C" NOT NULL DEFAULT '',
  certificate TEXT COLLATE "C" NOT NULL DEFAULT '',
  cert_number TEXT COLLATE "C" NOT NULL DEFAULT '',
  cert_until TEXT COLLATE "C" NOT NULL DEFAULT '',
  left_post BOOLEAN NOT NULL DEFAULT FALSE,
  confirmed_on TEXT COLLATE "C" NOT NULL DEFAULT '',
  failed_on TEXT COLLATE "C" NOT NULL DEFAULT '',
  confirm_by TEXT COLLATE "C" NOT NULL DEFAULT ''
);
CREATE INDEX IF NOT EXISTS enterprise_contact_region_index ON enterprise_contact (region, id);
CREATE INDEX IF NOT EXISTS enterprise_contact_enterprise_page ON enterprise_contact (enterprise, id, region);
CREATE INDEX IF NOT EXISTS enterprise_contact_duty_page ON enterprise_contact (duty, id, region);
CREATE INDEX IF NOT EXISTS enterprise_contact_cert_until_some ON enterprise_contact (cert_until, id, region) WHERE cert_until <> '';
CREATE INDEX IF NOT EXISTS enterprise_contact_left_post_some ON enterprise_contact (left_post, id, region) WHERE left_post = TRUE;
CREATE INDEX IF NOT EXISTS enterprise_contact_confirmed_on_some ON enterprise_contact (confirmed_on, id, region) WHERE confirmed_on <> '';
CREATE INDEX IF NOT EXISTS enterprise_contact_failed_on_some ON enterprise_contact (failed_on, id, region) WHERE failed_on <> '';
CREATE TABLE IF NOT EXISTS enterprise_licence (
  id TEXT COLLATE "C" PRIMARY KEY,
  rev BIGINT NOT NULL DEFAULT 0,
  region TEXT COLLATE "C" NOT NULL DEFAULT '',
  created TEXT COLLATE "C" NOT NULL DEFAULT '',
  updated TEXT COLLATE "C" NOT NULL DEFAULT '',
  enterprise TEXT COLLATE "C" NOT NULL DEFAULT '',
  class TEXT COLLATE "C" NOT NULL DEFAULT '',
  number TEXT COLLATE "C" NOT NULL DEFAULT '',
  scope TEXT COLLATE "C" NOT NULL DEFAULT '',
  issuer TEXT COLLATE "C" NOT NULL DEFAULT '',
  valid_from TEXT COLLATE "C" NOT NULL DEFAULT '',
  valid_to TEXT COLLATE "C" NOT NULL DEFAULT '',
  standing TEXT COLLATE "C" NOT NULL DEFAULT '',
  scans TEXT COLLATE "C" NOT NULL DEFAULT 'null'
);
CREATE INDEX IF NOT EXISTS enterprise_licence_region_index ON enterprise_licence (region, id);
CREATE INDEX IF NOT EXISTS enterprise_licence_enterprise_page ON enterprise_licence (enterprise, id, region);
CREATE INDEX IF NOT EXISTS enterprise_licence_class_page ON enterprise_licence (class, id, region);
CREATE INDEX IF NOT EXISTS enterprise_licence_valid_to_order ON enterprise_licence (valid_to, id, region);
CREATE INDEX IF NOT EXISTS enterprise_licence_standing_some ON enterprise_licence (standing, id, region) WHERE standing <> '';
CREATE TABLE IF NOT EXISTS enterprise_training (
  id TEXT COLLATE "C" PRIMARY KEY,
  rev BIGINT NOT NULL DEFAULT 0,
  region TEXT COLLATE "C" NOT NULL DEFAULT '',
  created TEXT COLLATE "C" NOT NULL DEFAULT '',
  updated TEXT COLLATE "C" NOT NULL DEFAULT '',
  enterprise TEXT COLLATE "C" NOT NULL DEFAULT '',
  subject TEXT COLLATE "C" NOT NULL DEFAULT '',
  kind TEXT COLLATE "C" NOT NULL DEFAULT '',
  way TEXT COLLATE "C" NOT NULL DEFAULT '',
  held_on TEXT COLLATE "C" NOT NULL DEFAULT '',
  hours DOUBLE PRECISION NOT NULL DEFAULT 0,
  people BIGINT NOT NULL DEFAULT 0,
  passed BIGINT NOT NULL DEFAULT 0,
  teacher TEXT COLLATE "C" NOT NULL DEFAULT '',
  proof TEXT COLLATE "C" NOT NULL DEFAULT 'null'
);
CREATE INDEX IF NOT EXISTS enterprise_training_region_index ON enterprise_training (region, id);
CREATE INDEX IF NOT EXISTS enterprise_training_enterprise_page ON enterprise_training (enterprise, held_on, id, region);
CREATE INDEX IF NOT EXISTS enterprise_training_kind_page ON enterprise_training (kind, held_on, id, region);
CREATE INDEX IF NOT EXISTS enterprise_training_held_on_order ON enterprise_training (held_on, id, region);
CREATE TABLE IF NOT EXISTS enterprise_drill (
  id TEXT COLLATE "C" PRIMARY KEY,
  rev BIGINT NOT NULL DEFAULT 0,
  region TEXT COLLATE "C" NOT NULL DEFAULT '',
  created TEXT COLLATE "C" NOT NULL DEFAULT '',
  updated TEXT COLLATE "C" NOT NULL DEFAULT '',
  enterprise TEXT COLLATE "C" NOT NULL DEFAULT '',
  subject TEXT COLLATE "C" NOT NULL DEFAULT '',
  form TEXT COLLATE "C" NOT NULL DEFAULT '',
  held_on TEXT COLLATE "C" NOT NULL DEFAULT '',
  people BIGINT NOT NULL DEFAULT 0,
  result TEXT COLLATE "C" NOT NULL DEFAULT '',
  proof TEXT COLLATE "C" NOT NULL DEFAULT 'null'
);
CREATE INDEX IF NOT EXISTS enterprise_drill_region_index ON enterprise_drill (region, id);
CREATE INDEX IF NOT EXISTS enterprise_drill_enterprise_page ON enterprise_drill (enterprise, held_on, id, region);
CREATE INDEX IF NOT EXISTS enterprise_drill_form_page ON enterprise_drill (form, held_on, id, region);
CREATE INDEX IF NOT EXISTS enterprise_drill_held_on_order ON enterprise_drill (held_on, id, region);
CREATE TABLE IF NOT EXISTS enterprise_evaluation (
  id TEXT COLLATE "C" PRIMARY KEY,
  rev BIGINT NOT NULL DEFAULT 0,
  region TEXT COLLATE "C" NOT NULL DEFAULT '',
  created TEXT COLLATE "C" NOT NULL DEFAULT '',
  updated TEXT COLLATE "C" NOT NULL DEFAULT '',
  enterprise TEXT COLLATE "C" NOT NULL DEFAULT '',
  subject TEXT COLLATE "C" NOT NULL DEFAULT '',
  kind TEXT COLLATE "C" NOT NULL DEFAULT '',
  agency TEXT COLLATE "C" NOT NULL DEFAULT '',
  evaluated_on TEXT COLLATE "C" NOT NULL DEFAULT '',
  conclusion TEXT COLLATE "C" NOT NULL DEFAULT '',
  next_on TEXT COLLATE "C" NOT NULL DEFAULT '',
  report TEXT COLLATE "C" NOT NULL DEFAULT 'null'
);
CREATE INDEX IF NOT EXISTS enterprise_evaluation_region_index ON enterprise_evaluation (region, id);
CREATE INDEX IF NOT EXISTS enterprise_evaluation_enterprise_page ON enterprise_evaluation (enterprise, evaluated_on, id, region);
CREATE INDEX IF NOT EXISTS enterprise_evaluation_kind_page ON enterprise_evaluation (kind, evaluated_on, id, region);
CREATE INDEX IF NOT EXISTS enterprise_evaluation_evaluated_on_order ON enterprise_evaluation (evaluated_on, id, region);
CREATE INDEX IF NOT EXISTS enterprise_evaluation_next_on_some ON enterprise_evaluation (next_on, evaluated_on, id, region) WHERE next_on <> '';
CREATE TABLE IF NOT EXISTS enterprise_insurance (
  id TEXT COLLATE "C" PRIMARY KEY,
  rev BIGINT NOT NULL DEFAULT 0,
  region TEXT COLLATE "C" NOT NULL DEFAULT '',
  created TEXT COLLATE "C" NOT NULL DEFAULT '',
  updated TEXT COLLATE "C" NOT NULL DEFAULT '',
  enterprise TEXT COLLATE "C" NOT NULL DEFAULT '',
  insurer TEXT COLLATE "C" NOT NULL DEFAULT '',
  policy TEXT COLLATE "C" NOT NULL DEFAULT '',
  valid_from TEXT COLLATE "C" NOT NULL DEFAULT '',
  valid_to TEXT COLLATE "C" NOT NULL DEFAULT '',
  people BIGINT NOT NULL DEFAULT 0,
  cover BIGINT NOT NULL DEFAULT 0,
  premium BIGINT NOT NULL DEFAULT 0,
  scans TEXT COLLATE "C" NOT NULL DEFAULT 'null'
);
CREATE INDEX IF NOT EXISTS enterprise_insurance_region_index ON enterprise_insurance (region, id);
CREATE INDEX IF NOT EXISTS enterprise_insurance_enterprise_page ON enterprise_insurance (enterprise, valid_to, id, region);
CREATE INDEX IF NOT EXISTS enterprise_insurance_valid_to_order ON enterprise_insurance (valid_to, id, region);
CREATE TABLE IF NOT EXISTS enterprise_report (
  id TEXT COLLATE "C" PRIMARY KEY,
  rev BIGINT NOT NULL DEFAULT 0,
  region TEXT COLLATE "C" NOT NULL DEFAULT '',
  created TEXT COLLATE "C" NOT NULL DEFAULT '',
  updated TEXT COLLATE "C" NOT NULL DEFAULT '',
  enterprise TEXT COLLATE "C" NOT NULL DEFAULT '',
  origin TEXT COLLATE "C" NOT NULL DEFAULT '',
  operating TEXT COLLATE "C" NOT NULL DEFAULT '',
  seen_on TEXT COLLATE "C" NOT NULL DEFAULT '',
  remark TEXT COLLATE "C" NOT NULL DEFAULT ''
);
CREATE INDEX IF NOT EXISTS enterprise_report_region_index ON enterprise_report (region, id);
CREATE INDEX IF NOT EXISTS enterprise_report_enterprise_page ON enterprise_report (enterprise, seen_on, id, region);
CREATE INDEX IF NOT EXISTS enterprise_report_origin_page ON enterprise_report (origin, seen_on, id, region);
CREATE INDEX IF NOT EXISTS enterprise_report_operating_page ON enterprise_report (operating, seen_on, id, region);
CREATE INDEX IF NOT EXISTS enterprise_report_seen_on_order ON enterprise_report (seen_on, id, region);
CREATE TABLE IF NOT EXISTS enterprise_norm (
  id TEXT COLLATE "C" PRIMARY KEY,
  rev BIGINT NOT NULL DEFAULT 0,
  region TEXT COLLATE "C" NOT NULL DEFAULT '',
  created TEXT COLLATE "C" NOT NULL DEFAULT '',
  updated TEXT COLLATE "C" NOT NULL DEFAULT '',
  title TEXT COLLATE "C" NOT NULL DEFAULT '',
  starts_on TEXT COLLATE "C" NOT NULL DEFAULT '',
  weights TEXT COLLATE "C" NOT NULL DEFAULT 'null',
  terms TEXT COLLATE "C" NOT NULL DEFAULT 'null',
  basis TEXT COLLATE "C" NOT NULL DEFAULT '',
  status TEXT COLLATE "C" NOT NULL DEFAULT '',
  enacted_on TEXT COLLATE "C" NOT NULL DEFAULT '',
  ended_on TEXT COLLATE "C" NOT NULL DEFAULT '',
  pending BOOLEAN NOT NULL DEFAULT FALSE,
  total BIGINT NOT NULL DEFAULT 0,
  counted BIGINT NOT NULL DEFAULT 0,
  changed BIGINT NOT NULL DEFAULT 0,
  counted_on TEXT COLLATE "C" NOT NULL DEFAULT ''
);
CREATE INDEX IF NOT EXISTS enterprise_norm_region_index ON enterprise_norm (region, id);
CREATE INDEX IF NOT EXISTS enterprise_norm_starts_on_order ON enterprise_norm (starts_on, id, region);
CREATE INDEX IF NOT EXISTS enterprise_norm_status_page ON enterprise_norm (status, starts_on, id, region);
CREATE INDEX IF NOT EXISTS enterprise_norm_pending_some ON enterprise_norm (pending, starts_on, id, region) WHERE pending = TRUE;
CREATE TABLE IF NOT EXISTS enterprise_name (
  id TEXT COLLATE "C" PRIMARY KEY,
  rev BIGINT NOT NULL DEFAULT 0,
  region TEXT COLLATE "C" NOT NULL DEFAULT '',
  created TEXT COLLATE "C" NOT NULL DEFAULT '',
  updated TEXT COLLATE "C" NOT NULL DEFAULT '',
  party TEXT COLLATE "C" NOT NULL DEFAULT '',
  name TEXT COLLATE "C" NOT NULL DEFAULT '',
  until TEXT COLLATE "C" NOT NULL DEFAULT '',
  why TEXT COLLATE "C" NOT NULL DEFAULT ''
);
CREATE INDEX IF NOT EXISTS enterprise_name_region_index ON enterprise_name (region, id);
CREATE INDEX IF NOT EXISTS enterprise_name_party_page ON enterprise_name (party, id, region);
CREATE TABLE IF NOT EXISTS enterprise_merge (
  id TEXT COLLATE "C" PRIMARY KEY,
  rev BIGINT NOT NULL DEFAULT 0,
  region TEXT COLLATE "C" NOT NULL DEFAULT '',
  created TEXT COLLATE "C" NOT NULL DEFAULT '',
  updated TEXT COLLATE "C" NOT NULL DEFAULT '',
  kept TEXT COLLATE "C" NOT NULL DEFAULT '',
  gone TEXT COLLATE "C" NOT NULL DEFAULT '',
  gone_name TEXT COLLATE "C" NOT NULL DEFAULT '',
  merged_on TEXT COLLATE "C" NOT NULL DEFAULT '',
  merged_by TEXT COLLATE "C" NOT NULL DEFAULT '',
  was TEXT COLLATE "C" NOT NULL DEFAULT '',
  gone_code TEXT COLLATE "C" NOT NULL DEFAULT '',
  replaced TEXT COLLATE "C" NOT NULL DEFAULT 'null',
  filled TEXT COLLATE "C" NOT NULL DEFAULT 'null',
  moved TEXT COLLATE "C" NOT NULL DEFAULT 'null',
  number BIGINT NOT NULL DEFAULT 0,
  name_id TEXT COLLATE "C" NOT NULL DEFAULT '',
  undone_on TEXT COLLATE "C" NOT NULL DEFAULT ''
);
CREATE INDEX IF NOT EXISTS enterprise_merge_region_index ON enterprise_merge (region, id);
CREATE INDEX IF NOT EXISTS enterprise_merge_kept_some ON enterprise_merge (kept, id, region) WHERE kept <> '';
CREATE INDEX IF NOT EXISTS enterprise_merge_gone_some ON enterprise_merge (gone, id, region) WHERE gone <> '';
CREATE INDEX IF NOT EXISTS enterprise_merge_merged_on_some ON enterprise_merge (merged_on, id, region) WHERE merged_on <> '';
CREATE INDEX IF NOT EXISTS enterprise_merge_undone_on_some ON enterprise_merge (undone_on, id, region) WHERE undone_on <> '';
CREATE TABLE IF NOT EXISTS enterprise_distinct (
  id TEXT COLLATE "C" PRIMARY KEY,
  rev BIGINT NOT NULL DEFAULT 0,
  region TEXT COLLATE "C" NOT NULL DEFAULT '',
  created TEXT COLLATE "C" NOT NULL DEFAULT '',
  updated TEXT COLLATE "C" NOT NULL DEFAULT '',
  one TEXT COLLATE "C" NOT NULL DEFAULT '',
  other TEXT COLLATE "C" NOT NULL DEFAULT '',
  title TEXT COLLATE "C" NOT NULL DEFAULT '',
  reason TEXT COLLATE "C" NOT NULL DEFAULT ''
);
CREATE INDEX IF NOT EXISTS enterprise_distinct_region_index ON enterprise_distinct (region, id);
CREATE INDEX IF NOT EXISTS enterprise_distinct_one_page ON enterprise_distinct (one, id, region);
CREATE INDEX IF NOT EXISTS enterprise_distinct_other_page ON enterprise_distinct (other, id, region);
CREATE TABLE IF NOT EXISTS enterprise_worklist (
  id TEXT COLLATE "C" PRIMARY KEY,
  rev BIGINT NOT NULL DEFAULT 0,
  region TEXT COLLATE "C" NOT NULL DEFAULT '',
  created TEXT COLLATE "C" NOT NULL DEFAULT '',
  updated TEXT COLLATE "C" NOT NULL DEFAULT '',
  title TEXT COLLATE "C" NOT NULL DEFAULT '',
  goal TEXT COLLATE "C" NOT NULL DEFAULT '',
  trades TEXT COLLATE "C" NOT NULL DEFAULT 'null',
  operating TEXT COLLATE "C" NOT NULL DEFAULT '',
  incomplete BOOLEAN NOT NULL DEFAULT FALSE,
  deadline TEXT COLLATE "C" NOT NULL DEFAULT '',
  remark TEXT COLLATE "C" NOT NULL DEFAULT '',
  status TEXT COLLATE "C" NOT NULL DEFAULT '',
  issued_on TEXT COLLATE "C" NOT NULL DEFAULT '',
  total BIGINT NOT NULL DEFAULT 0,
  done BIGINT NOT NULL DEFAULT 0,
  units BIGINT NOT NULL DEFAULT 0
);
CREATE INDEX IF NOT EXISTS enterprise_worklist_region_index ON enterprise_worklist (region, id);
CREATE INDEX IF NOT EXISTS enterprise_worklist_goal_page ON enterprise_worklist (goal, id, region);
CREATE INDEX IF NOT EXISTS enterprise_worklist_deadline_order ON enterprise_worklist (deadline, id, region);
CREATE INDEX IF NOT EXISTS enterprise_worklist_status_page ON enterprise_worklist (status, id, region);
CREATE TABLE IF NOT EXISTS enterprise_assignment (
  id TEXT COLLATE "C" PRIMARY KEY,
  rev BIGINT NOT NULL DEFAULT 0,
  region TEXT COLLATE "C" NOT NULL DEFAULT '',
  created TEXT COLLATE "C" NOT NULL DEFAULT '',
  updated TEXT COLLATE "C" NOT NULL DEFAULT '',
  worklist TEXT COLLATE "C" NOT NULL DEFAULT '',
  title TEXT COLLATE "C" NOT NULL DEFAULT '',
  deadline TEXT COLLATE "C" NOT NULL DEFAULT '',
  total BIGINT NOT NULL DEFAULT 0,
  remaining BIGINT NOT NULL DEFAULT 0,
  rate BIGINT NOT NULL DEFAULT 0,
  status TEXT COLLATE "C" NOT NULL DEFAULT '',
  report TEXT COLLATE "C" NOT NULL DEFAULT '',
  filter TEXT COLLATE "C" NOT NULL DEFAULT ''
);
CREATE INDEX IF NOT EXISTS enterprise_assignment_region_index ON enterprise_assignment (region, id);
CREATE INDEX IF NOT EXISTS enterprise_assignment_worklist_page ON enterprise_assignment (worklist, id, region);
CREATE INDEX IF NOT EXISTS enterprise_assignment_deadline_order ON enterprise_assignment (deadline, id, region);
CREATE INDEX IF NOT EXISTS enterprise_assignment_rate_order ON enterprise_assignment (rate, id, region);
CREATE INDEX IF NOT EXISTS enterprise_assignment_status_page ON enterprise_assignment (status, id, region);
CREATE TABLE IF NOT EXISTS hazard (
  id TEXT COLLATE "C" PRIMARY KEY,
  rev BIGINT NOT NULL DEFAULT 0,
  region TEXT COLLATE "C" NOT NULL DEFAULT '',
  created TEXT COLLATE "C" NOT NULL DEFAULT '',
  updated TEXT COLLATE "C" NOT NULL DEFAULT '',
  enterprise TEXT COLLATE "C" NOT NULL DEFAULT '',
  title TEXT COLLATE "C" NOT NULL DEFAULT '',
  photos TEXT COLLATE "C" NOT NULL DEFAULT 'null',
  place TEXT COLLATE "C" NOT NULL DEFAULT '',
  category TEXT COLLATE "C" NOT NULL DEFAULT '',
  level TEXT COLLATE "C" NOT NULL DEFAULT '',
  criteria TEXT COLLATE "C" NOT NULL DEFAULT 'null',
  source TEXT COLLATE "C" NOT NULL DEFAULT '',
  found_on TEXT COLLATE "C" NOT NULL DEFAULT '',
  finder TEXT COLLATE "C" NOT NULL DEFAULT '',
  requirement TEXT COLLATE "C" NOT NULL DEFAULT '',
  basis TEXT COLLATE "C" NOT NULL DEFAULT '',
  on_spot BOOLEAN NOT NULL DEFAULT FALSE,
  position TEXT COLLATE "C" NOT NULL DEFAULT 'null',
  official BOOLEAN NOT NULL DEFAULT FALSE,
  needs_recheck BOOLEAN NOT NULL DEFAULT FALSE,
  trade TEXT COLLATE "C" NOT NULL DEFAULT '',
  repeated BOOLEAN NOT NULL DEFAULT FALSE,
  earlier TEXT COLLATE "C" NOT NULL DEFAULT '',
  checkup TEXT COLLATE "C" NOT NULL DEFAULT '',
  list_line TEXT COLLATE "C" NOT NULL DEFAULT '',
  list_item TEXT COLLATE "C" NOT NULL DEFAULT '',
  reporter TEXT COLLATE "C" NOT NULL DEFAULT '',
  responsible TEXT COLLATE "C" NOT NULL DEFAULT '',
  measures TEXT COLLATE "C" NOT NULL DEFAULT '',
  funds BIGINT NOT NULL DEFAULT 0,
  due_on TEXT COLLATE "C" NOT NULL DEFAULT '',
  contingency TEXT COLLATE "C" NOT NULL DEFAULT '',
  plan_goal TEXT COLLATE "C" NOT NULL DEFAULT '',
  plan_method TEXT COLLATE "C" NOT NULL DEFAULT '',
  plan_means TEXT COLLATE "C" NOT NULL DEFAULT '',
  plan_people TEXT COLLATE "C" NOT NULL DEFAULT '',
  plan_term TEXT COLLATE "C" NOT NULL DEFAULT '',
  plan_safety TEXT COLLATE "C" NOT NULL DEFAULT '',
  remedy TEXT COLLATE "C" NOT NULL DEFAULT '',
  photos_after TEXT COLLATE "C" NOT NULL DEFAULT 'null',
  cost BIGINT NOT NULL DEFAULT 0,
  rectified_on TEXT COLLATE "C" NOT NULL DEFAULT '',
  punctual BOOLEAN NOT NULL DEFAULT FALSE,
  accepted_on TEXT COLLATE "C" NOT NULL DEFAULT '',
  accepted_by TEXT COLLATE "C" NOT NULL DEFAULT '',
  rechecked_on TEXT COLLATE "C" NOT NULL DEFAULT '',
  rechecked_by TEXT COLLATE "C" NOT NULL DEFAULT '',
  rechecks BIGINT NOT NULL DEFAULT 0,
  photos_recheck TEXT COLLATE "C" NOT NULL DEFAULT 'null',
  returned BIGINT NOT NULL DEFAULT 0,
  closed_on TEXT COLLATE "C" NOT NULL DEFAULT '',
  listing TEXT COLLATE "C" NOT NULL DEFAULT '',
  list_level TEXT COLLATE "C" NOT NULL DEFAULT '',
  list_organ TEXT COLLATE "C" NOT NULL DEFAULT '',
  list_number TEXT COLLATE "C" NOT NULL DEFAULT '',
  listed_on TEXT COLLATE "C" NOT NULL DEFAULT '',
  listed_until TEXT COLLATE "C" NOT NULL DEFAULT '',
  delisted_on TEXT COLLATE "C" NOT NULL DEFAULT '',
  halted BOOLEAN NOT NULL DEFAULT FALSE,
  halted_on TEXT COLLATE "C" NOT NULL DEFAULT '',
  halt_reason TEXT COLLATE "C" NOT NULL DEFAULT '',
  halts TEXT COLLATE "C" NOT NULL DEFAULT 'null',
  status TEXT COLLATE "C" NOT NULL DEFAULT '',
  submitted_on TEXT COLLATE "C" NOT NULL DEFAULT '',
  wait_until TEXT COLLATE "C" NOT NULL DEFAULT '',
  overdue BOOLEAN NOT NULL DEFAULT FALSE,
  escalation TEXT COLLATE "C" NOT NULL DEFAULT '',
  escalated_on TEXT COLLATE "C" NOT NULL DEFAULT '',
  to_act TEXT COLLATE "C" NOT NULL DEFAULT ''
);
CREATE INDEX IF NOT EXISTS hazard_found_on_broad ON hazard (found_on, id, region, category, source, official, needs_recheck, trade, punctual);
CREATE INDEX IF NOT EXISTS hazard_level_some ON hazard (level, found_on, id, region) WHERE level <> 'general';
CREATE INDEX IF NOT EXISTS hazard_repeated_some ON hazard (repeated, found_on, id, region) WHERE repeated = TRUE;
CREATE INDEX IF NOT EXISTS hazard_earlier_some ON hazard (earlier, found_on, id, region) WHERE earlier <> '';
CREATE INDEX IF NOT EXISTS hazard_checkup_some ON hazard (checkup, found_on, id, region) WHERE checkup <> '';
CREATE INDEX IF NOT EXISTS hazard_due_on_order ON hazard (due_on, id, region);
CREATE INDEX IF NOT EXISTS hazard_listing_some ON hazard (listing, found_on, id, region) WHERE listing <> '';
CREATE INDEX IF NOT EXISTS hazard_listed_on_some ON hazard (listed_on, found_on, id, region) WHERE listed_on <> '';
CREATE INDEX IF NOT EXISTS hazard_halted_some ON hazard (halted, found_on, id, region) WHERE halted = TRUE;
CREATE INDEX IF NOT EXISTS hazard_status_page ON hazard (status, found_on, id, region);
CREATE INDEX IF NOT EXISTS hazard_overdue_some ON hazard (overdue, found_on, id, region) WHERE overdue = TRUE;
CREATE INDEX IF NOT EXISTS hazard_enterprise_found_on_id_region_category_index ON hazard (enterprise, found_on, id, region, category);
CREATE INDEX IF NOT EXISTS hazard_region_status_index ON hazard (region, status, id);
CREATE INDEX IF NOT EXISTS hazard_region_found_on_index ON hazard (region, found_on, id);
CREATE INDEX IF NOT EXISTS hazard_found_on_region_status_source_overdue_official_index ON hazard (found_on, region, status, source, overdue, official, id);
CREATE INDEX IF NOT EXISTS hazard_wait_until_known ON hazard (wait_until, id) WHERE wait_until <> '';
CREATE TABLE IF NOT EXISTS hazard_check (
  id TEXT COLLATE "C" PRIMARY KEY,
  rev BIGINT NOT NULL DEFAULT 0,
  region TEXT COLLATE "C" NOT NULL DEFAULT '',
  created TEXT COLLATE "C" NOT NULL DEFAULT '',
  updated TEXT COLLATE "C" NOT NULL DEFAULT '',
  enterprise TEXT COLLATE "C" NOT NULL DEFAULT '',
  title TEXT COLLATE "C" NOT NULL DEFAULT '',
  kind TEXT COLLATE "C" NOT NULL DEFAULT '',
  checklist TEXT COLLATE "C" NOT NULL DEFAULT '',
  checked_on TEXT COLLATE "C" NOT NULL DEFAULT '',
  inspector TEXT COLLATE "C" NOT NULL DEFAULT '',
  place TEXT COLLATE "C" NOT NULL DEFAULT '',
  items TEXT COLLATE "C" NOT NULL DEFAULT 'null',
  photos TEXT COLLATE "C" NOT NULL DEFAULT 'null',
  remark TEXT COLLATE "C" NOT NULL DEFAULT '',
  position TEXT COLLATE "C" NOT NULL DEFAULT 'null',
  side TEXT COLLATE "C" NOT NULL DEFAULT '',
  trade TEXT COLLATE "C" NOT NULL DEFAULT '',
  passed BIGINT NOT NULL DEFAULT 0,
  failed BIGINT NOT NULL DEFAULT 0,
  skipped BIGINT NOT NULL DEFAULT 0,
  account TEXT COLLATE "C" NOT NULL DEFAULT ''
);
CREATE INDEX IF NOT EXISTS hazard_check_enterprise_page ON hazard_check (enterprise, checked_on, id, region);
CREATE INDEX IF NOT EXISTS hazard_check_kind_some ON hazard_check (kind, checked_on, id, region) WHERE kind <> '';
CREATE INDEX IF NOT EXISTS hazard_check_checklist_some ON hazard_check (checklist, checked_on, id, region) WHERE checklist <> '';
CREATE INDEX IF NOT EXISTS hazard_check_checked_on_order ON hazard_check (checked_on, id, region);
CREATE INDEX IF NOT EXISTS hazard_check_trade_some ON hazard_check (trade, checked_on, id, region) WHERE trade <> '';
CREATE INDEX IF NOT EXISTS hazard_check_failed_order ON hazard_check (failed, id, region);
CREATE INDEX IF NOT EXISTS hazard_check_region_checked_on_index ON hazard_check (region, checked_on, id);
CREATE INDEX IF NOT EXISTS hazard_check_side_checked_on_enterprise_region_index ON hazard_check (side, checked_on, enterprise, region, id);
CREATE INDEX IF NOT EXISTS hazard_check_enterprise_checked_on_index ON hazard_check (enterprise, checked_on, id);
CREATE TABLE IF NOT EXISTS hazard_extension (
  id TEXT COLLATE "C" PRIMARY KEY,
  rev BIGINT NOT NULL DEFAULT 0,
  region TEXT COLLATE "C" NOT NULL DEFAULT '',
  created TEXT COLLATE "C" NOT NULL DEFAULT '',
  updated TEXT COLLATE "C" NOT NULL DEFAULT '',
  hazard TEXT COLLATE "C" NOT NULL DEFAULT '',
  enterprise TEXT COLLATE "C" NOT NULL DEFAULT '',
  title TEXT COLLATE "C" NOT NULL DEFAULT '',
  old_due TEXT COLLATE "C" NOT NULL DEFAULT '',
  until TEXT COLLATE "C" NOT NULL DEFAULT '',
  reason TEXT COLLATE "C" NOT NULL DEFAULT '',
  guard TEXT COLLATE "C" NOT NULL DEFAULT '',
  papers TEXT COLLATE "C" NOT NULL DEFAULT 'null',
  status TEXT COLLATE "C" NOT NULL DEFAULT '',
  asked_on TEXT COLLATE "C" NOT NULL DEFAULT '',
  answer_by TEXT COLLATE "C" NOT NULL DEFAULT '',
  decided_on TEXT COLLATE "C" NOT NULL DEFAULT '',
  decided_by TEXT COLLATE "C" NOT NULL DEFAULT ''
);
CREATE INDEX IF NOT EXISTS hazard_extension_region_index ON hazard_extension (region, id);
CREATE INDEX IF NOT EXISTS hazard_extension_hazard_page ON hazard_extension (hazard, id, region);
CREATE INDEX IF NOT EXISTS hazard_extension_enterprise_some ON hazard_extension (enterprise, id, region) WHERE enterprise <> '';
CREATE INDEX IF NOT EXISTS hazard_extension_until_order ON hazard_extension (until, id, region);
CREATE INDEX IF NOT EXISTS hazard_extension_status_page ON hazard_extension (status, id, region);
CREATE INDEX IF NOT EXISTS hazard_extension_asked_on_some ON hazard_extension (asked_on, id, region) WHERE asked_on <> '';
CREATE TABLE IF NOT EXISTS hazard_urge (
  id TEXT COLLATE "C" PRIMARY KEY,
  rev BIGINT NOT NULL DEFAULT 0,
  region TEXT COLLATE "C" NOT NULL DEFAULT '',
  created TEXT COLLATE "C" NOT NULL DEFAULT '',
  updated TEXT COLLATE "C" NOT NULL DEFAULT '',
  enterprise TEXT COLLATE "C" NOT NULL DEFAULT '',
  title TEXT COLLATE "C" NOT NULL DEFAULT '',
  last_on TEXT COLLATE "C" NOT NULL DEFAULT '',
  sent_on TEXT COLLATE "C" NOT NULL DEFAULT '',
  sender TEXT COLLATE "C" NOT NULL DEFAULT '',
  due_on TEXT COLLATE "C" NOT NULL DEFAULT '',
  done_on TEXT COLLATE "C" NOT NULL DEFAULT '',
  checkup TEXT COLLATE "C" NOT NULL DEFAULT '',
  status TEXT COLLATE "C" NOT NULL DEFAULT ''
);
CREATE INDEX IF NOT EXISTS hazard_urge_region_index ON hazard_urge (region, id);
CREATE INDEX IF NOT EXISTS hazard_urge_enterprise_page ON hazard_urge (enterprise, id, region);
CREATE INDEX IF NOT EXISTS hazard_urge_sent_on_order ON hazard_urge (sent_on, id, region);
CREATE INDEX IF NOT EXISTS hazard_urge_checkup_some ON hazard_urge (checkup, id, region) WHERE checkup <> '';
CREATE INDEX IF NOT EXISTS hazard_urge_status_page ON hazard_urge (status, id, region);
CREATE TABLE IF NOT EXISTS hazard_rhythm (
  id TEXT COLLATE "C" PRIMARY KEY,
  rev BIGINT NOT NULL DEFAULT 0,
  region TEXT COLLATE "C" NOT NULL DEFAULT '',
  created TEXT COLLATE "C" NOT NULL DEFAULT '',
  updated TEXT COLLATE "C" NOT NULL DEFAULT '',
  trade TEXT COLLATE "C" NOT NULL DEFAULT '',
  starts_on TEXT COLLATE "C" NOT NULL DEFAULT '',
  days BIGINT NOT NULL DEFAULT 0,
  rhythm_key TEXT COLLATE "C" NOT NULL DEFAULT ''
);
CREATE INDEX IF NOT EXISTS hazard_rhythm_region_index ON hazard_rhythm (region, id);
CREATE INDEX IF NOT EXISTS hazard_rhythm_trade_page ON hazard_rhythm (trade, id, region);
CREATE UNIQUE INDEX IF NOT EXISTS hazard_rhythm_rhythm_key_unique ON hazard_rhythm (rhythm_key) WHERE rhythm_key <> '';
CREATE TABLE IF NOT EXISTS hazard_oversight (
  id TEXT COLLATE "C" PRIMARY KEY,
  rev BIGINT NOT NULL DEFAULT 0,
  region TEXT COLLATE "C" NOT NULL DEFAULT '',
  created TEXT COLLATE "C" NOT NULL DEFAULT '',
  updated TEXT COLLATE "C" NOT NULL DEFAULT '',
  title TEXT COLLATE "C" NOT NULL DEFAULT '',
  kind TEXT COLLATE "C" NOT NULL DEFAULT '',
  department TEXT COLLATE "C" NOT NULL DEFAULT '',
  template TEXT COLLATE "C" NOT NULL DEFAULT '',
  visited_on TEXT COLLATE "C" NOT NULL DEFAULT '',
  team TEXT COLLATE "C" NOT NULL DEFAULT '',
  points TEXT COLLATE "C" NOT NULL DEFAULT 'null',
  due_on TEXT COLLATE "C" NOT NULL DEFAULT '',
  papers TEXT COLLATE "C" NOT NULL DEFAULT 'null',
  reply TEXT COLLATE "C" NOT NULL DEFAULT '',
  proof TEXT COLLATE "C" NOT NULL DEFAULT 'null',
  replied_on TEXT COLLATE "C" NOT NULL DEFAULT '',
  closed_on TEXT COLLATE "C" NOT NULL DEFAULT '',
  returned BIGINT NOT NULL DEFAULT 0,
  problems BIGINT NOT NULL DEFAULT 0,
  by_region TEXT COLLATE "C" NOT NULL DEFAULT '',
  status TEXT COLLATE "C" NOT NULL DEFAULT ''
);
CREATE INDEX IF NOT EXISTS hazard_oversight_region_index ON hazard_oversight (region, id);
CREATE INDEX IF NOT EXISTS hazard_oversight_kind_page ON hazard_oversight (kind, visited_on, id, region);
CREATE INDEX IF NOT EXISTS hazard_oversight_template_some ON hazard_oversight (template, visited_on, id, region) WHERE template <> '';
CREATE INDEX IF NOT EXISTS hazard_oversight_visited_on_order ON hazard_oversight (visited_on, id, region);
CREATE INDEX IF NOT EXISTS hazard_oversight_due_on_order ON hazard_oversight (due_on, id, region);
CREATE INDEX IF NOT EXISTS hazard_oversight_by_region_some ON hazard_oversight (by_region, visited_on, id, region) WHERE by_region <> '';
CREATE INDEX IF NOT EXISTS hazard_oversight_status_page ON hazard_oversight (status, visited_on, id, region);
CREATE TABLE IF NOT EXISTS risk (
  id TEXT COLLATE "C" PRIMARY KEY,
  rev BIGINT NOT NULL DEFAULT 0,
  region TEXT COLLATE "C" NOT NULL DEFAULT '',
  created TEXT COLLATE "C" NOT NULL DEFAULT '',
  updated TEXT COLLATE "C" NOT NULL DEFAULT '',
  enterprise TEXT COLLATE "C" NOT NULL DEFAULT '',
  point TEXT COLLATE "C" NOT NULL DEFAULT '',
  title TEXT COLLATE "C" NOT NULL DEFAULT '',
  activity TEXT COLLATE "C" NOT NULL DEFAULT '',
  accidents TEXT COLLATE "C" NOT NULL DEFAULT 'null',
  effect TEXT COLLATE "C" NOT NULL DEFAULT '',
  number BIGINT NOT NULL DEFAULT 0,
  method TEXT COLLATE "C" NOT NULL DEFAULT '',
  state_score TEXT COLLATE "C" NOT NULL DEFAULT '',
  likelihood TEXT COLLATE "C" NOT NULL DEFAULT '',
  exposure TEXT COLLATE "C" NOT NULL DEFAULT '',
  consequence TEXT COLLATE "C" NOT NULL DEFAULT '',
  direct TEXT COLLATE "C" NOT NULL DEFAULT '',
  value DOUBLE PRECISION NOT NULL DEFAULT 0,
  value_sum TEXT COLLATE "C" NOT NULL DEFAULT '',
  own_grade TEXT COLLATE "C" NOT NULL DEFAULT '',
  official_grade TEXT COLLATE "C" NOT NULL DEFAULT '',
  grade TEXT COLLATE "C" NOT NULL DEFAULT '',
  why TEXT COLLATE "C" NOT NULL DEFAULT '',
  evaluated_on TEXT COLLATE "C" NOT NULL DEFAULT '',
  tier TEXT COLLATE "C" NOT NULL DEFAULT '',
  company_owner TEXT COLLATE "C" NOT NULL DEFAULT '',
  division_owner TEXT COLLATE "C" NOT NULL DEFAULT '',
  workshop_owner TEXT COLLATE "C" NOT NULL DEFAULT '',
  team_owner TEXT COLLATE "C" NOT NULL DEFAULT '',
  measures TEXT COLLATE "C" NOT NULL DEFAULT 'null',
  status TEXT COLLATE "C" NOT NULL DEFAULT '',
  submitted_on TEXT COLLATE "C" NOT NULL DEFAULT '',
  controlled_on TEXT COLLATE "C" NOT NULL DEFAULT '',
  reviewed_by TEXT COLLATE "C" NOT NULL DEFAULT '',
  review_on TEXT COLLATE "C" NOT NULL DEFAULT '',
  wait_until TEXT COLLATE "C" NOT NULL DEFAULT '',
  gone_on TEXT COLLATE "C" NOT NULL DEFAULT ''
);
CREATE INDEX IF NOT EXISTS risk_value_broad ON risk (value, id, region, method, tier);
CREATE INDEX IF NOT EXISTS risk_enterprise_some ON risk (enterprise, value, id, region) WHERE enterprise <> '';
CREATE INDEX IF NOT EXISTS risk_point_page ON risk (point, value, id, region);
CREATE INDEX IF NOT EXISTS risk_grade_some ON risk (grade, value, id, region) WHERE grade <> '';
CREATE INDEX IF NOT EXISTS risk_status_page ON risk (status, value, id, region);
CREATE INDEX IF NOT EXISTS risk_controlled_on_order ON risk (controlled_on, id, region);
CREATE INDEX IF NOT EXISTS risk_review_on_some ON risk (review_on, value, id, region) WHERE review_on <> '';
CREATE INDEX IF NOT EXISTS risk_region_status_grade_index ON risk (region, status, grade, id);
CREATE INDEX IF NOT EXISTS risk_point_status_index ON risk (point, status, id);
CREATE TABLE IF NOT EXISTS risk_point (
  id TEXT COLLATE "C" PRIMARY KEY,
  rev BIGINT NOT NULL DEFAULT 0,
  region TEXT COLLATE "C" NOT NULL DEFAULT '',
  created TEXT COLLATE "C" NOT NULL DEFAULT '',
  updated TEXT COLLATE "C" NOT NULL DEFAULT '',
  enterprise TEXT COLLATE "C" NOT NULL DEFAULT '',
  name TEXT COLLATE "C" NOT NULL DEFAULT '',
  kind TEXT COLLATE "C" NOT NULL DEFAULT '',
  unit_name TEXT COLLATE "C" NOT NULL DEFAULT '',
  posts TEXT COLLATE "C" NOT NULL DEFAULT 'null',
  place TEXT COLLATE "C" NOT NULL DEFAULT '',
  position TEXT COLLATE "C" NOT NULL DEFAULT 'null',
  people BIGINT NOT NULL DEFAULT 0,
  person TEXT COLLATE "C" NOT NULL DEFAULT '',
  phone TEXT COLLATE "C" NOT NULL DEFAULT '',
  emergency TEXT COLLATE "C" NOT NULL DEFAULT '',
  grade TEXT COLLATE "C" NOT NULL DEFAULT '',
  risk_count BIGINT NOT NULL DEFAULT 0
);
CREATE INDEX IF NOT EXISTS risk_point_region_index ON risk_point (region, id);
CREATE INDEX IF NOT EXISTS risk_point_id_broad ON risk_point (id, region, kind);
CREATE INDEX IF NOT EXISTS risk_point_enterprise_page ON risk_point (enterprise, id, region);
CREATE INDEX IF NOT EXISTS risk_point_grade_some ON risk_point (grade, id, region) WHERE grade <> '';
CREATE TABLE IF NOT EXISTS risk_plan (
  id TEXT COLLATE "C" PRIMARY KEY,
  rev BIGINT NOT NULL DEFAULT 0,
  region TEXT COLLATE "C" NOT NULL DEFAULT '',
  created TEXT COLLATE "C" NOT NULL DEFAULT '',
  updated TEXT COLLATE "C" NOT NULL DEFAULT '',
  enterprise TEXT COLLATE "C" NOT NULL DEFAULT '',
  name TEXT COLLATE "C" NOT NULL DEFAULT '',
  picture TEXT COLLATE "C" NOT NULL DEFAULT 'null',
  areas TEXT COLLATE "C" NOT NULL DEFAULT 'null',
  grade TEXT COLLATE "C" NOT NULL DEFAULT ''
);
CREATE INDEX IF NOT EXISTS risk_plan_region_index ON risk_plan (region, id);
CREATE INDEX IF NOT EXISTS risk_plan_enterprise_page ON risk_plan (enterprise, id, region);
CREATE INDEX IF NOT EXISTS risk_plan_grade_some ON risk_plan (grade, id, region) WHERE grade <> '';
CREATE TABLE IF NOT EXISTS risk_rating (
  id TEXT COLLATE "C" PRIMARY KEY,
  rev BIGINT NOT NULL DEFAULT 0,
  region TEXT COLLATE "C" NOT NULL DEFAULT '',
  created TEXT COLLATE "C" NOT NULL DEFAULT '',
  updated TEXT COLLATE "C" NOT NULL DEFAULT '',
  enterprise TEXT COLLATE "C" NOT NULL DEFAULT '',
  given TEXT COLLATE "C" NOT NULL DEFAULT '',
  basis TEXT COLLATE "C" NOT NULL DEFAULT '',
  grade TEXT COLLATE "C" NOT NULL DEFAULT '',
  why TEXT COLLATE "C" NOT NULL DEFAULT '',
  facts TEXT COLLATE "C" NOT NULL DEFAULT 'null',
  was TEXT COLLATE "C" NOT NULL DEFAULT '',
  moved_on TEXT COLLATE "C" NOT NULL DEFAULT '',
  direction TEXT COLLATE "C" NOT NULL DEFAULT ''
);
CREATE INDEX IF NOT EXISTS risk_rating_region_index ON risk_rating (region, id);
CREATE UNIQUE INDEX IF NOT EXISTS risk_rating_enterprise_unique ON risk_rating (enterprise) WHERE enterprise <> '';
CREATE INDEX IF NOT EXISTS risk_rating_enterprise_page ON risk_rating (enterprise, moved_on, id, region);
CREATE INDEX IF NOT EXISTS risk_rating_given_some ON risk_rating (given, moved_on, id, region) WHERE given <> '';
CREATE INDEX IF NOT EXISTS risk_rating_grade_some ON risk_rating (grade, moved_on, id, region) WHERE grade <> '';
CREATE INDEX IF NOT EXISTS risk_rating_moved_on_order ON risk_rating (moved_on, id, region);
CREATE INDEX IF NOT EXISTS risk_rating_direction_some ON risk_rating (direction, moved_on, id, region) WHERE direction <> '';
CREATE TABLE IF NOT EXISTS majorhazard (
  id TEXT COLLATE "C" PRIMARY KEY,
  rev BIGINT NOT NULL DEFAULT 0,
  region TEXT COLLATE "C" NOT NULL DEFAULT '',
  created TEXT COLLATE "C" NOT NULL DEFAULT '',
  updated TEXT COLLATE "C" NOT NULL DEFAULT '',
  enterprise TEXT COLLATE "C" NOT NULL DEFAULT '',
  name TEXT COLLATE "C" NOT NULL DEFAULT '',
  code TEXT COLLATE "C" NOT NULL DEFAULT '',
  kind TEXT COLLATE "C" NOT NULL DEFAULT '',
  place TEXT COLLATE "C" NOT NULL DEFAULT '',
  position TEXT COLLATE "C" NOT NULL DEFAULT 'null',
  commissioned_on TEXT COLLATE "C" NOT NULL DEFAULT '',
  equipment TEXT COLLATE "C" NOT NULL DEFAULT '',
  surroundings TEXT COLLATE "C" NOT NULL DEFAULT '',
  substances TEXT COLLATE "C" NOT NULL DEFAULT 'null',
  residents BIGINT NOT NULL DEFAULT 0,
  counted_on TEXT COLLATE "C" NOT NULL DEFAULT '',
  edition TEXT COLLATE "C" NOT NULL DEFAULT '',
  s_value TEXT COLLATE "C" NOT NULL DEFAULT '',
  alpha TEXT COLLATE "C" NOT NULL DEFAULT '',
  r_value TEXT COLLATE "C" NOT NULL DEFAULT '',
  r_number DOUBLE PRECISION NOT NULL DEFAULT 0,
  grade TEXT COLLATE "C" NOT NULL DEFAULT '',
  why_alpha TEXT COLLATE "C" NOT NULL DEFAULT '',
  working TEXT COLLATE "C" NOT NULL DEFAULT 'null',
  substance_names TEXT COLLATE "C" NOT NULL DEFAULT '',
  upward TEXT COLLATE "C" NOT NULL DEFAULT '',
  assessor TEXT COLLATE "C" NOT NULL DEFAULT '',
  assessed_on TEXT COLLATE "C" NOT NULL DEFAULT '',
  assessment_report TEXT COLLATE "C" NOT NULL DEFAULT 'null',
  next_on TEXT COLLATE "C" NOT NULL DEFAULT '',
  controls TEXT COLLATE "C" NOT NULL DEFAULT 'null',
  plan_number TEXT COLLATE "C" NOT NULL DEFAULT '',
  plan_filed_on TEXT COLLATE "C" NOT NULL DEFAULT '',
  drilled_on TEXT COLLATE "C" NOT NULL DEFAULT '',
  on_site_drill_on TEXT COLLATE "C" NOT NULL DEFAULT '',
  dangers TEXT COLLATE "C" NOT NULL DEFAULT '',
  measures TEXT COLLATE "C" NOT NULL DEFAULT '',
  gaps TEXT COLLATE "C" NOT NULL DEFAULT '',
  principal TEXT COLLATE "C" NOT NULL DEFAULT '',
  principal_post TEXT COLLATE "C" NOT NULL DEFAULT '',
  principal_phone TEXT COLLATE "C" NOT NULL DEFAULT '',
  technical TEXT COLLATE "C" NOT NULL DEFAULT '',
  technical_post TEXT COLLATE "C" NOT NULL DEFAULT '',
  technical_phone TEXT COLLATE "C" NOT NULL DEFAULT '',
  operator TEXT COLLATE "C" NOT NULL DEFAULT '',
  operator_post TEXT COLLATE "C" NOT NULL DEFAULT '',
  operator_phone TEXT COLLATE "C" NOT NULL DEFAULT '',
  sds TEXT COLLATE "C" NOT NULL DEFAULT 'null',
  plot TEXT COLLATE "C" NOT NULL DEFAULT 'null',
  procedures TEXT COLLATE "C" NOT NULL DEFAULT 'null',
  monitoring TEXT COLLATE "C" NOT NULL DEFAULT 'null',
  plan TEXT COLLATE "C" NOT NULL DEFAULT 'null',
  other_papers TEXT COLLATE "C" NOT NULL DEFAULT 'null',
  status TEXT COLLATE "C" NOT NULL DEFAULT '',
  submitted_on TEXT COLLATE "C" NOT NULL DEFAULT '',
  reviewed_by TEXT COLLATE "C" NOT NULL DEFAULT '',
  filing_number TEXT COLLATE "C" NOT NULL DEFAULT '',
  filed_on TEXT COLLATE "C" NOT NULL DEFAULT '',
  filed_by TEXT COLLATE "C" NOT NULL DEFAULT '',
  changing BOOLEAN NOT NULL DEFAULT FALSE,
  cancel_asked_on TEXT COLLATE "C" NOT NULL DEFAULT '',
  cancel_proof TEXT COLLATE "C" NOT NULL DEFAULT 'null',
  cancelled_on TEXT COLLATE "C" NOT NULL DEFAULT '',
  wait_until TEXT COLLATE "C" NOT NULL DEFAULT ''
);
CREATE INDEX IF NOT EXISTS majorhazard_r_number_broad ON majorhazard (r_number, id, region, kind);
CREATE INDEX IF NOT EXISTS majorhazard_enterprise_page ON majorhazard (enterprise, r_number, id, region);
CREATE INDEX IF NOT EXISTS majorhazard_grade_some ON majorhazard (grade, r_number, id, region) WHERE grade <> '';
CREATE INDEX IF NOT EXISTS majorhazard_upward_some ON majorhazard (upward, r_number, id, region) WHERE upward <> '';
CREATE INDEX IF NOT EXISTS majorhazard_next_on_order ON majorhazard (next_on, id, region);
CREATE INDEX IF NOT EXISTS majorhazard_status_page ON majorhazard (status, r_number, id, region);
CREATE UNIQUE INDEX IF NOT EXISTS majorhazard_filing_number_unique ON majorhazard (filing_number) WHERE filing_number <> '';
CREATE INDEX IF NOT EXISTS majorhazard_filed_on_order ON majorhazard (filed_on, id, region);
CREATE INDEX IF NOT EXISTS majorhazard_changing_some ON majorhazard (changing, r_number, id, region) WHERE changing = TRUE;
CREATE INDEX IF NOT EXISTS majorhazard_region_status_grade_index ON majorhazard (region, status, grade, id);
CREATE TABLE IF NOT EXISTS majorhazard_change (
  id TEXT COLLATE "C" PRIMARY KEY,
  rev BIGINT NOT NULL DEFAULT 0,
  region TEXT COLLATE "C" NOT NULL DEFAULT '',
  created TEXT COLLATE "C" NOT NULL DEFAULT '',
  updated TEXT COLLATE "C" NOT NULL DEFAULT '',
  installation TEXT COLLATE "C" NOT NULL DEFAULT '',
  enterprise TEXT COLLATE "C" NOT NULL DEFAULT '',
  title TEXT COLLATE "C" NOT NULL DEFAULT '',
  changed_on TEXT COLLATE "C" NOT NULL DEFAULT '',
  what TEXT COLLATE "C" NOT NULL DEFAULT '',
  from_grade TEXT COLLATE "C" NOT NULL DEFAULT '',
  to_grade TEXT COLLATE "C" NOT NULL DEFAULT '',
  trend TEXT COLLATE "C" NOT NULL DEFAULT '',
  from_sum TEXT COLLATE "C" NOT NULL DEFAULT '',
  to_sum TEXT COLLATE "C" NOT NULL DEFAULT '',
  reason TEXT COLLATE "C" NOT NULL DEFAULT '',
  report TEXT COLLATE "C" NOT NULL DEFAULT 'null',
  status TEXT COLLATE "C" NOT NULL DEFAULT '',
  submitted_on TEXT COLLATE "C" NOT NULL DEFAULT '',
  reviewed_by TEXT COLLATE "C" NOT NULL DEFAULT '',
  settled_on TEXT COLLATE "C" NOT NULL DEFAULT '',
  wait_until TEXT COLLATE "C" NOT NULL DEFAULT ''
);
CREATE INDEX IF NOT EXISTS majorhazard_change_region_index ON majorhazard_change (region, id);
CREATE INDEX IF NOT EXISTS majorhazard_change_installation_some ON majorhazard_change (installation, changed_on, id, region) WHERE installation <> '';
CREATE INDEX IF NOT EXISTS majorhazard_change_enterprise_some ON majorhazard_change (enterprise, changed_on, id, region) WHERE enterprise <> '';
CREATE INDEX IF NOT EXISTS majorhazard_change_changed_on_order ON majorhazard_change (changed_on, id, region);
CREATE INDEX IF NOT EXISTS majorhazard_change_trend_some ON majorhazard_change (trend, changed_on, id, region) WHERE trend <> '';
CREATE INDEX IF NOT EXISTS majorhazard_change_status_page ON majorhazard_change (status, changed_on, id, region);
CREATE TABLE IF NOT EXISTS majorhazard_pond (
  id TEXT COLLATE "C" PRIMARY KEY,
  rev BIGINT NOT NULL DEFAULT 0,
  region TEXT COLLATE "C" NOT NULL DEFAULT '',
  created TEXT COLLATE "C" NOT NULL DEFAULT '',
  updated TEXT COLLATE "C" NOT NULL DEFAULT '',
  enterprise TEXT COLLATE "C" NOT NULL DEFAULT '',
  name TEXT COLLATE "C" NOT NULL DEFAULT '',
  position TEXT COLLATE "C" NOT NULL DEFAULT 'null',
  place TEXT COLLATE "C" NOT NULL DEFAULT '',
  operation TEXT COLLATE "C" NOT NULL DEFAULT '',
  form TEXT COLLATE "C" NOT NULL DEFAULT '',
  damming TEXT COLLATE "C" NOT NULL DEFAULT '',
  dry BOOLEAN NOT NULL DEFAULT FALSE,
  pit BOOLEAN NOT NULL DEFAULT FALSE,
  volume DOUBLE PRECISION NOT NULL DEFAULT 0,
  height DOUBLE PRECISION NOT NULL DEFAULT 0,
  now_volume DOUBLE PRECISION NOT NULL DEFAULT 0,
  now_height DOUBLE PRECISION NOT NULL DEFAULT 0,
  important BOOLEAN NOT NULL DEFAULT FALSE,
  study TEXT COLLATE "C" NOT NULL DEFAULT 'null',
  by_volume TEXT COLLATE "C" NOT NULL DEFAULT '',
  by_height TEXT COLLATE "C" NOT NULL DEFAULT '',
  class TEXT COLLATE "C" NOT NULL DEFAULT '',
  why_class TEXT COLLATE "C" NOT NULL DEFAULT '',
  overhead BOOLEAN NOT NULL DEFAULT FALSE,
  downstream TEXT COLLATE "C" NOT NULL DEFAULT '',
  downstream_people BIGINT NOT NULL DEFAULT 0,
  monitoring TEXT COLLATE "C" NOT NULL DEFAULT 'null',
  monitoring_gaps TEXT COLLATE "C" NOT NULL DEFAULT '',
  leader TEXT COLLATE "C" NOT NULL DEFAULT '',
  leader_post TEXT COLLATE "C" NOT NULL DEFAULT '',
  leader_phone TEXT COLLATE "C" NOT NULL DEFAULT '',
  head TEXT COLLATE "C" NOT NULL DEFAULT '',
  head_phone TEXT COLLATE "C" NOT NULL DEFAULT '',
  assessed_on TEXT COLLATE "C" NOT NULL DEFAULT '',
  next_on TEXT COLLATE "C" NOT NULL DEFAULT '',
  report TEXT COLLATE "C" NOT NULL DEFAULT 'null',
  status TEXT COLLATE "C" NOT NULL DEFAULT '',
  altered BOOLEAN NOT NULL DEFAULT FALSE,
  was_class TEXT COLLATE "C" NOT NULL DEFAULT '',
  filed_on TEXT COLLATE "C" NOT NULL DEFAULT '',
  struck_on TEXT COLLATE "C" NOT NULL DEFAULT ''
);
CREATE INDEX IF NOT EXISTS majorhazard_pond_region_index ON majorhazard_pond (region, id);
CREATE INDEX IF NOT EXISTS majorhazard_pond_enterprise_some ON majorhazard_pond (enterprise, class, id, region) WHERE enterprise <> '';
CREATE INDEX IF NOT EXISTS majorhazard_pond_operation_page ON majorhazard_pond (operation, class, id, region);
CREATE INDEX IF NOT EXISTS majorhazard_pond_class_order ON majorhazard_pond (class, id, region);
CREATE INDEX IF NOT EXISTS majorhazard_pond_overhead_some ON majorhazard_pond (overhead, class, id, region) WHERE overhead = TRUE;
CREATE INDEX IF NOT EXISTS majorhazard_pond_next_on_some ON majorhazard_pond (next_on, class, id, region) WHERE next_on <> '';
CREATE INDEX IF NOT EXISTS majorhazard_pond_status_page ON majorhazard_pond (status, class, id, region);
CREATE INDEX IF NOT EXISTS majorhazard_pond_altered_some ON majorhazard_pond (altered, class, id, region) WHERE altered = TRUE;
CREATE INDEX IF NOT EXISTS majorhazard_pond_filed_on_order ON majorhazard_pond (filed_on, id, region);
CREATE TABLE IF NOT EXISTS monitor_alarm (
  id TEXT COLLATE "C" PRIMARY KEY,
  rev BIGINT NOT NULL DEFAULT 0,
  region TEXT COLLATE "C" NOT NULL DEFAULT '',
  created TEXT COLLATE "C" NOT NULL DEFAULT '',
  updated TEXT COLLATE "C" NOT NULL DEFAULT '',
  title TEXT COLLATE "C" NOT NULL DEFAULT '',
  enterprise TEXT COLLATE "C" NOT NULL DEFAULT '',
  point TEXT COLLATE "C" NOT NULL DEFAULT '',
  gateway TEXT COLLATE "C" NOT NULL DEFAULT '',
  rule TEXT COLLATE "C" NOT NULL DEFAULT '',
  majorhazard TEXT COLLATE "C" NOT NULL DEFAULT '',
  kind TEXT COLLATE "C" NOT NULL DEFAULT '',
  measured TEXT COLLATE "C" NOT NULL DEFAULT '',
  grade TEXT COLLATE "C" NOT NULL DEFAULT '',
  started TEXT COLLATE "C" NOT NULL DEFAULT '',
  ended TEXT COLLATE "C" NOT NULL DEFAULT '',
  active BOOLEAN NOT NULL DEFAULT FALSE,
  limit_value DOUBLE PRECISION NOT NULL DEFAULT 0,
  value DOUBLE PRECISION NOT NULL DEFAULT 0,
  peak DOUBLE PRECISION NOT NULL DEFAULT 0,
  peak_at TEXT COLLATE "C" NOT NULL DEFAULT '',
  unit TEXT COLLATE "C" NOT NULL DEFAULT '',
  times BIGINT NOT NULL DEFAULT 0,
  position TEXT COLLATE "C" NOT NULL DEFAULT 'null',
  is_key BOOLEAN NOT NULL DEFAULT FALSE,
  acknowledged_at TEXT COLLATE "C" NOT NULL DEFAULT '',
  acknowledged_by TEXT COLLATE "C" NOT NULL DEFAULT '',
  measures TEXT COLLATE "C" NOT NULL DEFAULT '',
  log TEXT COLLATE "C" NOT NULL DEFAULT 'null',
  reason TEXT COLLATE "C" NOT NULL DEFAULT '',
  closed_at TEXT COLLATE "C" NOT NULL DEFAULT '',
  closed_by TEXT COLLATE "C" NOT NULL DEFAULT '',
  shelved_until TEXT COLLATE "C" NOT NULL DEFAULT '',
  shelved_for TEXT COLLATE "C" NOT NULL DEFAULT '',
  entry TEXT COLLATE "C" NOT NULL DEFAULT '',
  told TEXT COLLATE "C" NOT NULL DEFAULT 'null',
  rung BIGINT NOT NULL DEFAULT 0,
  graded_at TEXT COLLATE "C" NOT NULL DEFAULT '',
  next_at TEXT COLLATE "C" NOT NULL DEFAULT '',
  status TEXT COLLATE "C" NOT NULL DEFAULT ''
);
CREATE INDEX IF NOT EXISTS monitor_alarm_enterprise_some ON monitor_alarm (enterprise, started, id, region) WHERE enterprise <> '';
CREATE INDEX IF NOT EXISTS monitor_alarm_point_some ON monitor_alarm (point, started, id, region) WHERE point <> '';
CREATE INDEX IF NOT EXISTS monitor_alarm_gateway_some ON monitor_alarm (gateway, started, id, region) WHERE gateway <> '';
CREATE INDEX IF NOT EXISTS monitor_alarm_rule_some ON monitor_alarm (rule, started, id, region) WHERE rule <> '';
CREATE INDEX IF NOT EXISTS monitor_alarm_majorhazard_some ON monitor_alarm (majorhazard, started, id, region) WHERE majorhazard <> '';
CREATE INDEX IF NOT EXISTS monitor_alarm_kind_some ON monitor_alarm (kind, started, id, region) WHERE kind <> '';
CREATE INDEX IF NOT EXISTS monitor_alarm_measured_some ON monitor_alarm (measured, started, id, region) WHERE measured <> '';
CREATE INDEX IF NOT EXISTS monitor_alarm_grade_some ON monitor_alarm (grade, started, id, region) WHERE grade <> '';
CREATE INDEX IF NOT EXISTS monitor_alarm_started_order ON monitor_alarm (started, id, region);
CREATE INDEX IF NOT EXISTS monitor_alarm_active_some ON monitor_alarm (active, started, id, region) WHERE active = TRUE;
CREATE INDEX IF NOT EXISTS monitor_alarm_is_key_some ON monitor_alarm (is_key, started, id, region) WHERE is_key = TRUE;
CREATE INDEX IF NOT EXISTS monitor_alarm_reason_some ON monitor_alarm (reason, started, id, region) WHERE reason <> '';
CREATE INDEX IF NOT EXISTS monitor_alarm_status_page ON monitor_alarm (status, started, id, region);
CREATE INDEX IF NOT EXISTS monitor_alarm_status_next_at_index ON monitor_alarm (status, next_at, id);
CREATE INDEX IF NOT EXISTS monitor_alarm_region_status_grade_index ON monitor_alarm (region, status, grade, id);
CREATE INDEX IF NOT EXISTS monitor_alarm_updated_index ON monitor_alarm (updated, id);
CREATE TABLE IF NOT EXISTS monitor_point (
  id TEXT COLLATE "C" PRIMARY KEY,
  rev BIGINT NOT NULL DEFAULT 0,
  region TEXT COLLATE "C" NOT NULL DEFAULT '',
  created TEXT COLLATE "C" NOT NULL DEFAULT '',
  updated TEXT COLLATE "C" NOT NULL DEFAULT '',
  gateway TEXT COLLATE "C" NOT NULL DEFAULT '',
  enterprise TEXT COLLATE "C" NOT NULL DEFAULT '',
  code TEXT COLLATE "C" NOT NULL DEFAULT '',
  code_key TEXT COLLATE "C" NOT NULL DEFAULT '',
  name TEXT COLLATE "C" NOT NULL DEFAULT '',
  kind TEXT COLLATE "C" NOT NULL DEFAULT '',
  unit TEXT COLLATE "C" NOT NULL DEFAULT '',
  decimals BIGINT NOT NULL DEFAULT 0,
  majorhazard TEXT COLLATE "C" NOT NULL DEFAULT '',
  pond TEXT COLLATE "C" NOT NULL DEFAULT '',
  place TEXT COLLATE "C" NOT NULL DEFAULT '',
  position TEXT COLLATE "C" NOT NULL DEFAULT 'null',
  is_key BOOLEAN NOT NULL DEFAULT FALSE,
  is_off BOOLEAN NOT NULL DEFAULT FALSE,
  range_low TEXT COLLATE "C" NOT NULL DEFAULT '',
  range_high TEXT COLLATE "C" NOT NULL DEFAULT '',
  hh TEXT COLLATE "C" NOT NULL DEFAULT '',
  h TEXT COLLATE "C" NOT NULL DEFAULT '',
  l TEXT COLLATE "C" NOT NULL DEFAULT '',
  ll TEXT COLLATE "C" NOT NULL DEFAULT '',
  rate DOUBLE PRECISION NOT NULL DEFAULT 0,
  pair TEXT COLLATE "C" NOT NULL DEFAULT '',
  deviation DOUBLE PRECISION NOT NULL DEFAULT 0,
  hysteresis TEXT COLLATE "C" NOT NULL DEFAULT '',
  on_delay BIGINT NOT NULL DEFAULT 0,
  off_delay BIGINT NOT NULL DEFAULT 0,
  silent_after BIGINT NOT NULL DEFAULT 0
);
CREATE INDEX IF NOT EXISTS monitor_point_region_index ON monitor_point (region, id);
CREATE INDEX IF NOT EXISTS monitor_point_code_order ON monitor_point (code, id, region);
CREATE INDEX IF NOT EXISTS monitor_point_gateway_page ON monitor_point (gateway, code, id, region);
CREATE INDEX IF NOT EXISTS monitor_point_enterprise_some ON monitor_point (enterprise, code, id, region) WHERE enterprise <> '';
CREATE UNIQUE INDEX IF NOT EXISTS monitor_point_code_key_unique ON monitor_point (code_key) WHERE code_key <> '';
CREATE INDEX IF NOT EXISTS monitor_point_kind_page ON monitor_point (kind, code, id, region);
CREATE INDEX IF NOT EXISTS monitor_point_majorhazard_some ON monitor_point (majorhazard, code, id, region) WHERE majorhazard <> '';
CREATE INDEX IF NOT EXISTS monitor_point_pond_some ON monitor_point (pond, code, id, region) WHERE pond <> '';
CREATE INDEX IF NOT EXISTS monitor_point_is_key_some ON monitor_point (is_key, code, id, region) WHERE is_key = TRUE;
CREATE INDEX IF NOT EXISTS monitor_point_is_off_some ON monitor_point (is_off, code, id, region) WHERE is_off = TRUE;
CREATE INDEX IF NOT EXISTS monitor_point_updated_index ON monitor_point (updated, id);
CREATE TABLE IF NOT EXISTS monitor_gateway (
  id TEXT COLLATE "C" PRIMARY KEY,
  rev BIGINT NOT NULL DEFAULT 0,
  region TEXT COLLATE "C" NOT NULL DEFAULT '',
  created TEXT COLLATE "C" NOT NULL DEFAULT '',
  updated TEXT COLLATE "C" NOT NULL DEFAULT '',
  enterprise TEXT COLLATE "C" NOT NULL DEFAULT '',
  name TEXT COLLATE "C" NOT NULL DEFAULT '',
  code TEXT COLLATE "C" NOT NULL DEFAULT '',
  protocol TEXT COLLATE "C" NOT NULL DEFAULT '',
  place TEXT COLLATE "C" NOT NULL DEFAULT '',
  silent_after BIGINT NOT NULL DEFAULT 0,
  note TEXT COLLATE "C" NOT NULL DEFAULT '',
  issued_at TEXT COLLATE "C" NOT NULL DEFAULT '',
  changed_at TEXT COLLATE "C" NOT NULL DEFAULT '',
  skew BIGINT NOT NULL DEFAULT 0,
  status TEXT COLLATE "C" NOT NULL DEFAULT ''
);
CREATE INDEX IF NOT EXISTS monitor_gateway_region_index ON monitor_gateway (region, id);
CREATE INDEX IF NOT EXISTS monitor_gateway_code_order ON monitor_gateway (code, id, region);
CREATE INDEX IF NOT EXISTS monitor_gateway_enterprise_page ON monitor_gateway (enterprise, code, id, region);
CREATE UNIQUE INDEX IF NOT EXISTS monitor_gateway_code_unique ON monitor_gateway (code) WHERE code <> '';
CREATE INDEX IF NOT EXISTS monitor_gateway_protocol_page ON monitor_gateway (protocol, code, id, region);
CREATE INDEX IF NOT EXISTS monitor_gateway_status_page ON monitor_gateway (status, code, id, region);
CREATE TABLE IF NOT EXISTS monitor_rule (
  id TEXT COLLATE "C" PRIMARY KEY,
  rev BIGINT NOT NULL DEFAULT 0,
  region TEXT COLLATE "C" NOT NULL DEFAULT '',
  created TEXT COLLATE "C" NOT NULL DEFAULT '',
  updated TEXT COLLATE "C" NOT NULL DEFAULT '',
  enterprise TEXT COLLATE "C" NOT NULL DEFAULT '',
  name TEXT COLLATE "C" NOT NULL DEFAULT '',
  expression TEXT COLLATE "C" NOT NULL DEFAULT '',
  hold BIGINT NOT NULL DEFAULT 0,
  grade TEXT COLLATE "C" NOT NULL DEFAULT '',
  is_off BOOLEAN NOT NULL DEFAULT FALSE
);
CREATE INDEX IF NOT EXISTS monitor_rule_region_index ON monitor_rule (region, id);
CREATE INDEX IF NOT EXISTS monitor_rule_enterprise_page ON monitor_rule (enterprise, id, region);
CREATE INDEX IF NOT EXISTS monitor_rule_grade_page ON monitor_rule (grade, id, region);
CREATE INDEX IF NOT EXISTS monitor_rule_is_off_some ON monitor_rule (is_off, id, region) WHERE is_off = TRUE;
CREATE TABLE IF NOT EXISTS monitor_policy (
  id TEXT COLLATE "C" PRIMARY KEY,
  rev BIGINT NOT NULL DEFAULT 0,
  region TEXT COLLATE "C" NOT NULL DEFAULT '',
  created TEXT COLLATE "C" NOT NULL DEFAULT '',
  updated TEXT COLLATE "C" NOT NULL DEFAULT '',
  name TEXT COLLATE "C" NOT NULL DEFAULT '',
  grading TEXT COLLATE "C" NOT NULL DEFAULT 'null',
  many BIGINT NOT NULL DEFAULT 0,
  grave BIGINT NOT NULL DEFAULT 0,
  ladder TEXT COLLATE "C" NOT NULL DEFAULT 'null',
  is_off BOOLEAN NOT NULL DEFAULT FALSE
);
CREATE INDEX IF NOT EXISTS monitor_policy_region_index ON monitor_policy (region, id);
CREATE INDEX IF NOT EXISTS monitor_policy_is_off_some ON monitor_policy (is_off, id, region) WHERE is_off = TRUE;
CREATE TABLE IF NOT EXISTS monitor_call (
  id TEXT COLLATE "C" PRIMARY KEY,
  rev BIGINT NOT NULL DEFAULT 0,
  region TEXT COLLATE "C" NOT NULL DEFAULT '',
  created TEXT COLLATE "C" NOT NULL DEFAULT '',
  updated TEXT COLLATE "C" NOT NULL DEFAULT '',
  enterprise TEXT COLLATE "C" NOT NULL DEFAULT '',
  title TEXT COLLATE "C" NOT NULL DEFAULT '',
  minutes BIGINT NOT NULL DEFAULT 0,
  called_at TEXT COLLATE "C" NOT NULL DEFAULT '',
  answer_by TEXT COLLATE "C" NOT NULL DEFAULT '',
  caller TEXT COLLATE "C" NOT NULL DEFAULT '',
  answered_at TEXT COLLATE "C" NOT NULL DEFAULT '',
  seconds BIGINT NOT NULL DEFAULT 0,
  on_watch TEXT COLLATE "C" NOT NULL DEFAULT '',
  situation TEXT COLLATE "C" NOT NULL DEFAULT '',
  is_late BOOLEAN NOT NULL DEFAULT FALSE,
  status TEXT COLLATE "C" NOT NULL DEFAULT ''
);
CREATE INDEX IF NOT EXISTS monitor_call_region_index ON monitor_call (region, id);
CREATE INDEX IF NOT EXISTS monitor_call_enterprise_page ON monitor_call (enterprise, called_at, id, region);
CREATE INDEX IF NOT EXISTS monitor_call_called_at_order ON monitor_call (called_at, id, region);
CREATE INDEX IF NOT EXISTS monitor_call_is_late_some ON monitor_call (is_late, called_at, id, region) WHERE is_late = TRUE;
CREATE INDEX IF NOT EXISTS monitor_call_status_page ON monitor_call (status, called_at, id, region);
CREATE INDEX IF NOT EXISTS monitor_call_status_answer_by_index ON monitor_call (status, answer_by, id);
CREATE TABLE IF NOT EXISTS monitor_commitment (
  id TEXT COLLATE "C" PRIMARY KEY,
  rev BIGINT NOT NULL DEFAULT 0,
  region TEXT COLLATE "C" NOT NULL DEFAULT '',
  created TEXT COLLATE "C" NOT NULL DEFAULT '',
  updated TEXT COLLATE "C" NOT NULL DEFAULT '',
  enterprise TEXT COLLATE "C" NOT NULL DEFAULT '',
  day TEXT COLLATE "C" NOT NULL DEFAULT '',
  day_key TEXT COLLATE "C" NOT NULL DEFAULT '',
  plants_running BIGINT NOT NULL DEFAULT 0,
  plants_stopped BIGINT NOT NULL DEFAULT 0,
  plants_overhauled BIGINT NOT NULL DEFAULT 0,
  is_trial BOOLEAN NOT NULL DEFAULT FALSE,
  is_switching BOOLEAN NOT NULL DEFAULT FALSE,
  hot_work_special BIGINT NOT NULL DEFAULT 0,
  hot_work_first BIGINT NOT NULL DEFAULT 0,
  hot_work_second BIGINT NOT NULL DEFAULT 0,
  confined_space BIGINT NOT NULL DEFAULT 0,
  blinding BIGINT NOT NULL DEFAULT 0,
  work_at_height BIGINT NOT NULL DEFAULT 0,
  lifting BIGINT NOT NULL DEFAULT 0,
  temporary_power BIGINT NOT NULL DEFAULT 0,
  excavation BIGINT NOT NULL DEFAULT 0,
  road_closing BIGINT NOT NULL DEFAULT 0,
  hazard_state TEXT COLLATE "C" NOT NULL DEFAULT '',
  risk_level TEXT COLLATE "C" NOT NULL DEFAULT '',
  text TEXT COLLATE "C" NOT NULL DEFAULT '',
  signer TEXT COLLATE "C" NOT NULL DEFAULT '',
  signed_at TEXT COLLATE "C" NOT NULL DEFAULT '',
  status TEXT COLLATE "C" NOT NULL DEFAULT ''
);
CREATE INDEX IF NOT EXISTS monitor_commitment_region_index ON monitor_commitment (region, id);
CREATE INDEX IF NOT EXISTS monitor_commitment_enterprise_page ON monitor_commitment (enterprise, day, id, region);
CREATE INDEX IF NOT EXISTS monitor_commitment_day_order ON monitor_commitment (day, id, region);
CREATE UNIQUE INDEX IF NOT EXISTS monitor_commitment_day_key_unique ON monitor_commitment (day_key) WHERE day_key <> '';
CREATE INDEX IF NOT EXISTS monitor_commitment_risk_level_page ON monitor_commitment (risk_level, day, id, region);
CREATE INDEX IF NOT EXISTS monitor_commitment_status_page ON monitor_commitment (status, day, id, region);
CREATE TABLE IF NOT EXISTS video (
  id TEXT COLLATE "C" PRIMARY KEY,
  rev BIGINT NOT NULL DEFAULT 0,
  region TEXT COLLATE "C" NOT NULL DEFAULT '',
  created TEXT COLLATE "C" NOT NULL DEFAULT '',
  updated TEXT COLLATE "C" NOT NULL DEFAULT '',
  enterprise TEXT COLLATE "C" NOT NULL DEFAULT '',
  name TEXT COLLATE "C" NOT NULL DEFAULT '',
  code TEXT COLLATE "C" NOT NULL DEFAULT '',
  scene TEXT COLLATE "C" NOT NULL DEFAULT '',
  place TEXT COLLATE "C" NOT NULL DEFAULT '',
  majorhazard TEXT COLLATE "C" NOT NULL DEFAULT '',
  position TEXT COLLATE "C" NOT NULL DEFAULT 'null',
  note TEXT COLLATE "C" NOT NULL DEFAULT '',
  source TEXT COLLATE "C" NOT NULL DEFAULT '',
  address TEXT COLLATE "C" NOT NULL DEFAULT '',
  device TEXT COLLATE "C" NOT NULL DEFAULT '',
  records BOOLEAN NOT NULL DEFAULT FALSE,
  points TEXT COLLATE "C" NOT NULL DEFAULT 'null',
  credential_at TEXT COLLATE "C" NOT NULL DEFAULT '',
  changed_at TEXT COLLATE "C" NOT NULL DEFAULT '',
  seen_at TEXT COLLATE "C" NOT NULL DEFAULT '',
  reason TEXT COLLATE "C" NOT NULL DEFAULT '',
  status TEXT COLLATE "C" NOT NULL DEFAULT ''
);
CREATE INDEX IF NOT EXISTS video_region_index ON video (region, id);
CREATE INDEX IF NOT EXISTS video_code_order ON video (code, id, region);
CREATE INDEX IF NOT EXISTS video_enterprise_page ON video (enterprise, code, id, region);
CREATE UNIQUE INDEX IF NOT EXISTS video_code_unique ON video (code) WHERE code <> '';
CREATE INDEX IF NOT EXISTS video_scene_page ON video (scene, code, id, region);
CREATE INDEX IF NOT EXISTS video_majorhazard_some ON video (majorhazard, code, id, region) WHERE majorhazard <> '';
CREATE INDEX IF NOT EXISTS video_source_page ON video (source, code, id, region);
CREATE INDEX IF NOT EXISTS video_device_some ON video (device, code, id, region) WHERE device <> '';
CREATE INDEX IF NOT EXISTS video_records_some ON video (records, code, id, region) WHERE records = TRUE;
CREATE INDEX IF NOT EXISTS video_reason_some ON video (reason, code, id, region) WHERE reason <> '';
CREATE INDEX IF NOT EXISTS video_status_page ON video (status, code, id, region);
CREATE INDEX IF NOT EXISTS video_updated_index ON video (updated, id);
CREATE TABLE IF NOT EXISTS video_picture (
  id TEXT COLLATE "C" PRIMARY KEY,
  rev BIGINT NOT NULL DEFAULT 0,
  region TEXT COLLATE "C" NOT NULL DEFAULT '',
  created TEXT COLLATE "C" NOT NULL DEFAULT '',
  updated TEXT COLLATE "C" NOT NULL DEFAULT '',
  video TEXT COLLATE "C" NOT NULL DEFAULT '',
  enterprise TEXT COLLATE "C" NOT NULL DEFAULT '',
  taken_at TEXT COLLATE "C" NOT NULL DEFAULT '',
  taken_by TEXT COLLATE "C" NOT NULL DEFAULT '',
  note TEXT COLLATE "C" NOT NULL DEFAULT '',
  files TEXT COLLATE "C" NOT NULL DEFAULT 'null'
);
CREATE INDEX IF NOT EXISTS video_picture_region_index ON video_picture (region, id);
CREATE INDEX IF NOT EXISTS video_picture_video_page ON video_picture (video, taken_at, id, region);
CREATE INDEX IF NOT EXISTS video_picture_enterprise_some ON video_picture (enterprise, taken_at, id, region) WHERE enterprise <> '';
CREATE INDEX IF NOT EXISTS video_picture_taken_at_order ON video_picture (taken_at, id, region);
CREATE TABLE IF NOT EXISTS video_clip (
  id TEXT COLLATE "C" PRIMARY KEY,
  rev BIGINT NOT NULL DEFAULT 0,
  region TEXT COLLATE "C" NOT NULL DEFAULT '',
  created TEXT COLLATE "C" NOT NULL DEFAULT '',
  updated TEXT COLLATE "C" NOT NULL DEFAULT '',
  title TEXT COLLATE "C" NOT NULL DEFAULT '',
  video TEXT COLLATE "C" NOT NULL DEFAULT '',
  enterprise TEXT COLLATE "C" NOT NULL DEFAULT '',
  of_type TEXT COLLATE "C" NOT NULL DEFAULT '',
  of_record TEXT COLLATE "C" NOT NULL DEFAULT '',
  from_at TEXT COLLATE "C" NOT NULL DEFAULT '',
  to_at TEXT COLLATE "C" NOT NULL DEFAULT '',
  files TEXT COLLATE "C" NOT NULL DEFAULT 'null',
  why TEXT COLLATE "C" NOT NULL DEFAULT '',
  status TEXT COLLATE "C" NOT NULL DEFAULT ''
);
CREATE INDEX IF NOT EXISTS video_clip_region_index ON video_clip (region, id);
CREATE INDEX IF NOT EXISTS video_clip_video_some ON video_clip (video, from_at, id, region) WHERE video <> '';
CREATE INDEX IF NOT EXISTS video_clip_enterprise_some ON video_clip (enterprise, from_at, id, region) WHERE enterprise <> '';
CREATE INDEX IF NOT EXISTS video_clip_of_type_some ON video_clip (of_type, from_at, id, region) WHERE of_type <> '';
CREATE INDEX IF NOT EXISTS video_clip_of_record_some ON video_clip (of_record, from_at, id, region) WHERE of_record <> '';
CREATE INDEX IF NOT EXISTS video_clip_from_at_order ON video_clip (from_at, id, region);
CREATE INDEX IF NOT EXISTS video_clip_status_page ON video_clip (status, from_at, id, region);
CREATE TABLE IF NOT EXISTS video_outage (
  id TEXT COLLATE "C" PRIMARY KEY,
  rev BIGINT NOT NULL DEFAULT 0,
  region TEXT COLLATE "C" NOT NULL DEFAULT '',
  created TEXT COLLATE "C" NOT NULL DEFAULT '',
  updated TEXT COLLATE "C" NOT NULL DEFAULT '',
  video TEXT COLLATE "C" NOT NULL DEFAULT '',
  enterprise TEXT COLLATE "C" NOT NULL DEFAULT '',
  began TEXT COLLATE "C" NOT NULL DEFAULT '',
  ended TEXT COLLATE "C" NOT NULL DEFAULT '',
  minutes BIGINT NOT NULL DEFAULT 0,
  reason TEXT COLLATE "C" NOT NULL DEFAULT '',
  is_over BOOLEAN NOT NULL DEFAULT FALSE,
  told_at TEXT COLLATE "C" NOT NULL DEFAULT '',
  raised_at TEXT COLLATE "C" NOT NULL DEFAULT ''
);
CREATE INDEX IF NOT EXISTS video_outage_region_index ON video_outage (region, id);
CREATE INDEX IF NOT EXISTS video_outage_video_some ON video_outage (video, began, id, region) WHERE video <> '';
CREATE INDEX IF NOT EXISTS video_outage_enterprise_some ON video_outage (enterprise, began, id, region) WHERE enterprise <> '';
CREATE INDEX IF NOT EXISTS video_outage_began_order ON video_outage (began, id, region);
CREATE INDEX IF NOT EXISTS video_outage_reason_some ON video_outage (reason, began, id, region) WHERE reason <> '';
CREATE INDEX IF NOT EXISTS video_outage_is_over_some ON video_outage (is_over, began, id, region) WHERE is_over = TRUE;
CREATE TABLE IF NOT EXISTS video_device (
  id TEXT COLLATE "C" PRIMARY KEY,
  rev BIGINT NOT NULL DEFAULT 0,
  region TEXT COLLATE "C" NOT NULL DEFAULT '',
  created TEXT COLLATE "C" NOT NULL DEFAULT '',
  updated TEXT COLLATE "C" NOT NULL DEFAULT '',
  enterprise TEXT COLLATE "C" NOT NULL DEFAULT '',
  name TEXT COLLATE "C" NOT NULL DEFAULT '',
  code TEXT COLLATE "C" NOT NULL DEFAULT '',
  transport TEXT COLLATE "C" NOT NULL DEFAULT '',
  channels BIGINT NOT NULL DEFAULT 0,
  issued_at TEXT COLLATE "C" NOT NULL DEFAULT '',
  changed_at TEXT COLLATE "C" NOT NULL DEFAULT '',
  status TEXT COLLATE "C" NOT NULL DEFAULT ''
);
CREATE INDEX IF NOT EXISTS video_device_region_index ON video_device (region, id);
CREATE INDEX IF NOT EXISTS video_device_code_order ON video_device (code, id, region);
CREATE INDEX IF NOT EXISTS video_device_enterprise_page ON video_device (enterprise, code, id, region);
CREATE UNIQUE INDEX IF NOT EXISTS video_device_code_unique ON video_device (code) WHERE code <> '';
CREATE INDEX IF NOT EXISTS video_device_status_page ON video_device (status, code, id, region);
CREATE TABLE IF NOT EXISTS bulletin (
  id TEXT COLLATE "C" PRIMARY KEY,
  rev BIGINT NOT NULL DEFAULT 0,
  region TEXT COLLATE "C" NOT NULL DEFAULT '',
  created TEXT COLLATE "C" NOT NULL DEFAULT '',
  updated TEXT COLLATE "C" NOT NULL DEFAULT '',
  period_from TEXT COLLATE "C" NOT NULL DEFAULT '',
  period_to TEXT COLLATE "C" NOT NULL DEFAULT '',
  compared_on TEXT COLLATE "C" NOT NULL DEFAULT '',
  title TEXT COLLATE "C" NOT NULL DEFAULT '',
  organ TEXT COLLATE "C" NOT NULL DEFAULT '',
  send_to TEXT COLLATE "C" NOT NULL DEFAULT '',
  copy_to TEXT COLLATE "C" NOT NULL DEFAULT '',
  opening TEXT COLLATE "C" NOT NULL DEFAULT '',
  closing TEXT COLLATE "C" NOT NULL DEFAULT '',
  number_serial BIGINT NOT NULL DEFAULT 0,
  stated TEXT COLLATE "C" NOT NULL DEFAULT 'null',
  status TEXT COLLATE "C" NOT NULL DEFAULT '',
  number TEXT COLLATE "C" NOT NULL DEFAULT '',
  number_year BIGINT NOT NULL DEFAULT 0,
  wording TEXT COLLATE "C" NOT NULL DEFAULT '',
  digest TEXT COLLATE "C" NOT NULL DEFAULT '',
  doubts BIGINT NOT NULL DEFAULT 0,
  written_at TEXT COLLATE "C" NOT NULL DEFAULT '',
  reviewed_by TEXT COLLATE "C" NOT NULL DEFAULT '',
  reviewed_on TEXT COLLATE "C" NOT NULL DEFAULT '',
  issued_by TEXT COLLATE "C" NOT NULL DEFAULT '',
  issued_on TEXT COLLATE "C" NOT NULL DEFAULT '',
  withdrawn_on TEXT COLLATE "C" NOT NULL DEFAULT ''
);
CREATE INDEX IF NOT EXISTS bulletin_region_index ON bulletin (region, id);
CREATE INDEX IF NOT EXISTS bulletin_period_from_order ON bulletin (period_from, id, region);
CREATE INDEX IF NOT EXISTS bulletin_period_to_order ON bulletin (period_to, id, region);
CREATE INDEX IF NOT EXISTS bulletin_organ_some ON bulletin (organ, period_to, id, region) WHERE organ <> '';
CREATE INDEX IF NOT EXISTS bulletin_status_page ON bulletin (status, period_to, id, region);
CREATE UNIQUE INDEX IF NOT EXISTS bulletin_number_unique ON bulletin (number) WHERE number <> '';
CREATE INDEX IF NOT EXISTS bulletin_issued_on_order ON bulletin (issued_on, id, region);
CREATE TABLE IF NOT EXISTS bulletin_task (
  id TEXT COLLATE "C" PRIMARY KEY,
  rev BIGINT NOT NULL DEFAULT 0,
  region TEXT COLLATE "C" NOT NULL DEFAULT '',
  created TEXT COLLATE "C" NOT NULL DEFAULT '',
  updated TEXT COLLATE "C" NOT NULL DEFAULT '',
  title TEXT COLLATE "C" NOT NULL DEFAULT '',
  kind TEXT COLLATE "C" NOT NULL DEFAULT '',
  content TEXT COLLATE "C" NOT NULL DEFAULT '',
  units TEXT COLLATE "C" NOT NULL DEFAULT 'null',
  orgs TEXT COLLATE "C" NOT NULL DEFAULT 'null',
  due_on TEXT COLLATE "C" NOT NULL DEFAULT '',
  indicator TEXT COLLATE "C" NOT NULL DEFAULT '',
  goal DOUBLE PRECISION NOT NULL DEFAULT 0,
  query TEXT COLLATE "C" NOT NULL DEFAULT '',
  bulletin TEXT COLLATE "C" NOT NULL DEFAULT '',
  files TEXT COLLATE "C" NOT NULL DEFAULT 'null',
  status TEXT COLLATE "C" NOT NULL DEFAULT '',
  asked BIGINT NOT NULL DEFAULT 0,
  reported BIGINT NOT NULL DEFAULT 0,
  accepted BIGINT NOT NULL DEFAULT 0,
  issued_on TEXT COLLATE "C" NOT NULL DEFAULT '',
  summary TEXT COLLATE "C" NOT NULL DEFAULT ''
);
CREATE INDEX IF NOT EXISTS bulletin_task_region_index ON bulletin_task (region, id);
CREATE INDEX IF NOT EXISTS bulletin_task_kind_some ON bulletin_task (kind, id, region) WHERE kind <> '';
CREATE INDEX IF NOT EXISTS bulletin_task_due_on_order ON bulletin_task (due_on, id, region);
CREATE INDEX IF NOT EXISTS bulletin_task_bulletin_some ON bulletin_task (bulletin, id, region) WHERE bulletin <> '';
CREATE INDEX IF NOT EXISTS bulletin_task_status_page ON bulletin_task (status, id, region);
CREATE INDEX IF NOT EXISTS bulletin_task_issued_on_order ON bulletin_task (issued_on, id, region);
CREATE TABLE IF NOT EXISTS bulletin_report (
  id TEXT COLLATE "C" PRIMARY KEY,
  rev BIGINT NOT NULL DEFAULT 0,
  region TEXT COLLATE "C" NOT NULL DEFAULT '',
  created TEXT COLLATE "C" NOT NULL DEFAULT '',
  updated TEXT COLLATE "C" NOT NULL DEFAULT '',
  title TEXT COLLATE "C" NOT NULL DEFAULT '',
  task TEXT COLLATE "C" NOT NULL DEFAULT '',
  org TEXT COLLATE "C" NOT NULL DEFAULT '',
  issuer TEXT COLLATE "C" NOT NULL DEFAULT '',
  due_on TEXT COLLATE "C" NOT NULL DEFAULT '',
  content TEXT COLLATE "C" NOT NULL DEFAULT '',
  files TEXT COLLATE "C" NOT NULL DEFAULT 'null',
  measured DOUBLE PRECISION NOT NULL DEFAULT 0,
  status TEXT COLLATE "C" NOT NULL DEFAULT '',
  reported_on TEXT COLLATE "C" NOT NULL DEFAULT '',
  reported_by TEXT COLLATE "C" NOT NULL DEFAULT '',
  punctual BOOLEAN NOT NULL DEFAULT FALSE,
  returns BIGINT NOT NULL DEFAULT 0
);
CREATE INDEX IF NOT EXISTS bulletin_report_region_index ON bulletin_report (region, id);
CREATE INDEX IF NOT EXISTS bulletin_report_task_page ON bulletin_report (task, due_on, id, region);
CREATE INDEX IF NOT EXISTS bulletin_report_org_some ON bulletin_report (org, due_on, id, region) WHERE org <> '';
CREATE INDEX IF NOT EXISTS bulletin_report_issuer_some ON bulletin_report (issuer, due_on, id, region) WHERE issuer <> '';
CREATE INDEX IF NOT EXISTS bulletin_report_due_on_order ON bulletin_report (due_on, id, region);
CREATE INDEX IF NOT EXISTS bulletin_report_status_page ON bulletin_report (status, due_on, id, region);
CREATE INDEX IF NOT EXISTS bulletin_report_reported_on_order ON bulletin_report (reported_on, id, region);
CREATE INDEX IF NOT EXISTS bulletin_report_punctual_some ON bulletin_report (punctual, due_on, id, region) WHERE punctual = TRUE;
CREATE TABLE IF NOT EXISTS agency (
  id TEXT COLLATE "C" PRIMARY KEY,
  rev BIGINT NOT NULL DEFAULT 0,
  region TEXT COLLATE "C" NOT NULL DEFAULT '',
  created TEXT COLLATE "C" NOT NULL DEFAULT '',
  updated TEXT COLLATE "C" NOT NULL DEFAULT '',
  name TEXT COLLATE "C" NOT NULL DEFAULT '',
  credit_code TEXT COLLATE "C" NOT NULL DEFAULT '',
  kind TEXT COLLATE "C" NOT NULL DEFAULT '',
  kinds TEXT COLLATE "C" NOT NULL DEFAULT 'null',
  address TEXT COLLATE "C" NOT NULL DEFAULT '',
  contact TEXT COLLATE "C" NOT NULL DEFAULT '',
  phone TEXT COLLATE "C" NOT NULL DEFAULT '',
  former_names TEXT COLLATE "C" NOT NULL DEFAULT '',
  cert_number TEXT COLLATE "C" NOT NULL DEFAULT '',
  scope TEXT COLLATE "C" NOT NULL DEFAULT '',
  issuer TEXT COLLATE "C" NOT NULL DEFAULT '',
  valid_from TEXT COLLATE "C" NOT NULL DEFAULT '',
  valid_to TEXT COLLATE "C" NOT NULL DEFAULT '',
  scans TEXT COLLATE "C" NOT NULL DEFAULT 'null',
  status TEXT COLLATE "C" NOT NULL DEFAULT '',
  merged_into TEXT COLLATE "C" NOT NULL DEFAULT '',
  name_key TEXT COLLATE "C" NOT NULL DEFAULT '',
  address_key TEXT COLLATE "C" NOT NULL DEFAULT ''
);
CREATE INDEX IF NOT EXISTS agency_region_index ON agency (region, id);
CREATE INDEX IF NOT EXISTS agency_name_order ON agency (name, id, region);
CREATE UNIQUE INDEX IF NOT EXISTS agency_credit_code_unique ON agency (credit_code) WHERE credit_code <> '';
CREATE INDEX IF NOT EXISTS agency_kind_page ON agency (kind, id, region);
CREATE INDEX IF NOT EXISTS agency_valid_to_order ON agency (valid_to, id, region);
CREATE INDEX IF NOT EXISTS agency_status_page ON agency (status, id, region);
CREATE INDEX IF NOT EXISTS agency_merged_into_some ON agency (merged_into, id, region) WHERE merged_into <> '';
CREATE INDEX IF NOT EXISTS agency_name_key_known ON agency (name_key, id) WHERE name_key <> '';
CREATE INDEX IF NOT EXISTS agency_address_key_known ON agency (address_key, id) WHERE address_key <> '';
CREATE TABLE IF NOT EXISTS agency_project (
  id TEXT COLLATE "C" PRIMARY KEY,
  rev BIGINT NOT NULL DEFAULT 0,
  region TEXT COLLATE "C" NOT NULL DEFAULT '',
  created TEXT COLLATE "C" NOT NULL DEFAULT '',
  updated TEXT COLLATE "C" NOT NULL DEFAULT '',
  title TEXT COLLATE "C" NOT NULL DEFAULT '',
  agency TEXT COLLATE "C" NOT NULL DEFAULT '',
  enterprise TEXT COLLATE "C" NOT NULL DEFAULT '',
  credit_code TEXT COLLATE "C" NOT NULL DEFAULT '',
  kind TEXT COLLATE "C" NOT NULL DEFAULT '',
  contract TEXT COLLATE "C" NOT NULL DEFAULT '',
  starts_on TEXT COLLATE "C" NOT NULL DEFAULT '',
  ends_on TEXT COLLATE "C" NOT NULL DEFAULT '',
  content TEXT COLLATE "C" NOT NULL DEFAULT '',
  scans TEXT COLLATE "C" NOT NULL DEFAULT 'null',
  status TEXT COLLATE "C" NOT NULL DEFAULT ''
);
CREATE INDEX IF NOT EXISTS agency_project_region_index ON agency_project (region, id);
CREATE INDEX IF NOT EXISTS agency_project_title_order ON agency_project (title, id, region);
CREATE INDEX IF NOT EXISTS agency_project_agency_page ON agency_project (agency, starts_on, id, region);
CREATE INDEX IF NOT EXISTS agency_project_enterprise_some ON agency_project (enterprise, starts_on, id, region) WHERE enterprise <> '';
CREATE INDEX IF NOT EXISTS agency_project_kind_page ON agency_project (kind, starts_on, id, region);
CREATE INDEX IF NOT EXISTS agency_project_starts_on_order ON agency_project (starts_on, id, region);
CREATE INDEX IF NOT EXISTS agency_project_ends_on_order ON agency_project (ends_on, id, region);
CREATE INDEX IF NOT EXISTS agency_project_status_page ON agency_project (status, starts_on, id, region);
CREATE TABLE IF NOT EXISTS agency_name (
  id TEXT COLLATE "C" PRIMARY KEY,
  rev BIGINT NOT NULL DEFAULT 0,
  region TEXT COLLATE "C" NOT NULL DEFAULT '',
  created TEXT COLLATE "C" NOT NULL DEFAULT '',
  updated TEXT COLLATE "C" NOT NULL DEFAULT '',
  party TEXT COLLATE "C" NOT NULL DEFAULT '',
  name TEXT COLLATE "C" NOT NULL DEFAULT '',
  until TEXT COLLATE "C" NOT NULL DEFAULT '',
  why TEXT COLLATE "C" NOT NULL DEFAULT ''
);
CREATE INDEX IF NOT EXISTS agency_name_region_index ON agency_name (region, id);
CREATE INDEX IF NOT EXISTS agency_name_party_page ON agency_name (party, id, region);
CREATE TABLE IF NOT EXISTS agency_merge (
  id TEXT COLLATE "C" PRIMARY KEY,
  rev BIGINT NOT NULL DEFAULT 0,
  region TEXT COLLATE "C" NOT NULL DEFAULT '',
  created TEXT COLLATE "C" NOT NULL DEFAULT '',
  updated TEXT COLLATE "C" NOT NULL DEFAULT '',
  kept TEXT COLLATE "C" NOT NULL DEFAULT '',
  gone TEXT COLLATE "C" NOT NULL DEFAULT '',
  gone_name TEXT COLLATE "C" NOT NULL DEFAULT '',
  merged_on TEXT COLLATE "C" NOT NULL DEFAULT '',
  merged_by TEXT COLLATE "C" NOT NULL DEFAULT '',
  was TEXT COLLATE "C" NOT NULL DEFAULT '',
  gone_code TEXT COLLATE "C" NOT NULL DEFAULT '',
  replaced TEXT COLLATE "C" NOT NULL DEFAULT 'null',
  filled TEXT COLLATE "C" NOT NULL DEFAULT 'null',
  moved TEXT COLLATE "C" NOT NULL DEFAULT 'null',
  number BIGINT NOT NULL DEFAULT 0,
  name_id TEXT COLLATE "C" NOT NULL DEFAULT '',
  undone_on TEXT COLLATE "C" NOT NULL DEFAULT ''
);
CREATE INDEX IF NOT EXISTS agency_merge_region_index ON agency_merge (region, id);
CREATE INDEX IF NOT EXISTS agency_merge_kept_some ON agency_merge (kept, id, region) WHERE kept <> '';
CREATE INDEX IF NOT EXISTS agency_merge_gone_some ON agency_merge (gone, id, region) WHERE gone <> '';
CREATE INDEX IF NOT EXISTS agency_merge_merged_on_some ON agency_merge (merged_on, id, region) WHERE merged_on <> '';
CREATE INDEX IF NOT EXISTS agency_merge_undone_on_some ON agency_merge (undone_on, id, region) WHERE undone_on <> '';
CREATE TABLE IF NOT EXISTS agency_distinct (
  id TEXT COLLATE "C" PRIMARY KEY,
  rev BIGINT NOT NULL DEFAULT 0,
  region TEXT COLLATE "C" NOT NULL DEFAULT '',
  created TEXT COLLATE "C" NOT NULL DEFAULT '',
  updated TEXT COLLATE "C" NOT NULL DEFAULT '',
  one TEXT COLLATE "C" NOT NULL DEFAULT '',
  other TEXT COLLATE "C" NOT NULL DEFAULT '',
  title TEXT COLLATE "C" NOT NULL DEFAULT '',
  reason TEXT COLLATE "C" NOT NULL DEFAULT ''
);
CREATE INDEX IF NOT EXISTS agency_distinct_region_index ON agency_distinct (region, id);
CREATE INDEX IF NOT EXISTS agency_distinct_one_page ON agency_distinct (one, id, region);
CREATE INDEX IF NOT EXISTS agency_distinct_other_page ON agency_distinct (other, id, region);
CREATE TABLE IF NOT EXISTS person (
  id TEXT COLLATE "C" PRIMARY KEY,
  rev BIGINT NOT NULL DEFAULT 0,
  region TEXT COLLATE "C" NOT NULL DEFAULT '',
  created TEXT COLLATE "C" NOT NULL DEFAULT '',
  updated TEXT COLLATE "C" NOT NULL DEFAULT '',
  name TEXT COLLATE "C" NOT NULL DEFAULT '',
  id_number TEXT COLLATE "C" NOT NULL DEFAULT '',
  sex TEXT COLLATE "C" NOT NULL DEFAULT '',
  phone TEXT COLLATE "C" NOT NULL DEFAULT '',
  enterprise TEXT COLLATE "C" NOT NULL DEFAULT '',
  agency TEXT COLLATE "C" NOT NULL DEFAULT '',
  post TEXT COLLATE "C" NOT NULL DEFAULT '',
  title TEXT COLLATE "C" NOT NULL DEFAULT '',
  former_names TEXT COLLATE "C" NOT NULL DEFAULT '',
  status TEXT COLLATE "C" NOT NULL DEFAULT '',
  merged_into TEXT COLLATE "C" NOT NULL DEFAULT ''
);
CREATE INDEX IF NOT EXISTS person_region_index ON person (region, id);
CREATE INDEX IF NOT EXISTS person_name_order ON person (name, id, region);
CREATE INDEX IF NOT EXISTS person_enterprise_some ON person (enterprise, id, region) WHERE enterprise <> '';
CREATE INDEX IF NOT EXISTS person_agency_some ON person (agency, id, region) WHERE agency <> '';
CREATE INDEX IF NOT EXISTS person_status_page ON person (status, id, region);
CREATE INDEX IF NOT EXISTS person_merged_into_some ON person (merged_into, id, region) WHERE merged_into <> '';
CREATE INDEX IF NOT EXISTS person_id_number_known ON person (id_number, id) WHERE id_number <> '';
CREATE INDEX IF NOT EXISTS person_phone_known ON person (phone, id) WHERE phone <> '';
CREATE TABLE IF NOT EXISTS person_certificate (
  id TEXT COLLATE "C" PRIMARY KEY,
  rev BIGINT NOT NULL DEFAULT 0,
  region TEXT COLLATE "C" NOT NULL DEFAULT '',
  created TEXT COLLATE "C" NOT NULL DEFAULT '',
  updated TEXT COLLATE "C" NOT NULL DEFAULT '',
  person TEXT COLLATE "C" NOT NULL DEFAULT '',
  kind TEXT COLLATE "C" NOT NULL DEFAULT '',
  subject TEXT COLLATE "C" NOT NULL DEFAULT '',
  number TEXT COLLATE "C" NOT NULL DEFAULT '',
  issuer TEXT COLLATE "C" NOT NULL DEFAULT '',
  issued_on TEXT COLLATE "C" NOT NULL DEFAULT '',
  review_on TEXT COLLATE "C" NOT NULL DEFAULT '',
  valid_to TEXT COLLATE "C" NOT NULL DEFAULT '',
  scans TEXT COLLATE "C" NOT NULL DEFAULT 'null'
);
CREATE INDEX IF NOT EXISTS person_certificate_region_index ON person_certificate (region, id);
CREATE INDEX IF NOT EXISTS person_certificate_person_page ON person_certificate (person, id, region);
CREATE INDEX IF NOT EXISTS person_certificate_kind_page ON person_certificate (kind, id, region);
CREATE INDEX IF NOT EXISTS person_certificate_review_on_some ON person_certificate (review_on, id, region) WHERE review_on <> '';
CREATE INDEX IF NOT EXISTS person_certificate_valid_to_order ON person_certificate (valid_to, id, region);
CREATE TABLE IF NOT EXISTS person_name (
  id TEXT COLLATE "C" PRIMARY KEY,
  rev BIGINT NOT NULL DEFAULT 0,
  region TEXT COLLATE "C" NOT NULL DEFAULT '',
  created TEXT COLLATE "C" NOT NULL DEFAULT '',
  updated TEXT COLLATE "C" NOT NULL DEFAULT '',
  party TEXT COLLATE "C" NOT NULL DEFAULT '',
  name TEXT COLLATE "C" NOT NULL DEFAULT '',
  until TEXT COLLATE "C" NOT NULL DEFAULT '',
  why TEXT COLLATE "C" NOT NULL DEFAULT ''
);
CREATE INDEX IF NOT EXISTS person_name_region_index ON person_name (region, id);
CREATE INDEX IF NOT EXISTS person_name_party_page ON person_name (party, id, region);
CREATE TABLE IF NOT EXISTS person_merge (
  id TEXT COLLATE "C" PRIMARY KEY,
  rev BIGINT NOT NULL DEFAULT 0,
  region TEXT COLLATE "C" NOT NULL DEFAULT '',
  created TEXT COLLATE "C" NOT NULL DEFAULT '',
  updated TEXT COLLATE "C" NOT NULL DEFAULT '',
  kept TEXT COLLATE "C" NOT NULL DEFAULT '',
  gone TEXT COLLATE "C" NOT NULL DEFAULT '',
  gone_name TEXT COLLATE "C" NOT NULL DEFAULT '',
  merged_on TEXT COLLATE "C" NOT NULL DEFAULT '',
  merged_by TEXT COLLATE "C" NOT NULL DEFAULT '',
  was TEXT COLLATE "C" NOT NULL DEFAULT '',
  gone_code TEXT COLLATE "C" NOT NULL DEFAULT '',
  replaced TEXT COLLATE "C" NOT NULL DEFAULT 'null',
  filled TEXT COLLATE "C" NOT NULL DEFAULT 'null',
  moved TEXT COLLATE "C" NOT NULL DEFAULT 'null',
  number BIGINT NOT NULL DEFAULT 0,
  name_id TEXT COLLATE "C" NOT NULL DEFAULT '',
  undone_on TEXT COLLATE "C" NOT NULL DEFAULT ''
);
CREATE INDEX IF NOT EXISTS person_merge_region_index ON person_merge (region, id);
CREATE INDEX IF NOT EXISTS person_merge_kept_some ON person_merge (kept, id, region) WHERE kept <> '';
CREATE INDEX IF NOT EXISTS person_merge_gone_some ON person_merge (gone, id, region) WHERE gone <> '';
CREATE INDEX IF NOT EXISTS person_merge_merged_on_some ON person_merge (merged_on, id, region) WHERE merged_on <> '';
CREATE INDEX IF NOT EXISTS person_merge_undone_on_some ON person_merge (undone_on, id, region) WHERE undone_on <> '';
CREATE TABLE IF NOT EXISTS person_distinct (
  id TEXT COLLATE "C" PRIMARY KEY,
  rev BIGINT NOT NULL DEFAULT 0,
  region TEXT COLLATE "C" NOT NULL DEFAULT '',
  created TEXT COLLATE "C" NOT NULL DEFAULT '',
  updated TEXT COLLATE "C" NOT NULL DEFAULT '',
  one TEXT COLLATE "C" NOT NULL DEFAULT '',
  other TEXT COLLATE "C" NOT NULL DEFAULT '',
  title TEXT COLLATE "C" NOT NULL DEFAULT '',
  reason TEXT COLLATE "C" NOT NULL DEFAULT ''
);
CREATE INDEX IF NOT EXISTS person_distinct_region_index ON person_distinct (region, id);
CREATE INDEX IF NOT EXISTS person_distinct_one_page ON person_distinct (one, id, region);
CREATE INDEX IF NOT EXISTS person_distinct_other_page ON person_distinct (other, id, region);
CREATE TABLE IF NOT EXISTS feature (
  id TEXT COLLATE "C" PRIMARY KEY,
  rev BIGINT NOT NULL DEFAULT 0,
  region TEXT COLLATE "C" NOT NULL DEFAULT '',
  created TEXT COLLATE "C" NOT NULL DEFAULT '',
  updated TEXT COLLATE "C" NOT NULL DEFAULT '',
  layer TEXT COLLATE "C" NOT NULL DEFAULT '',
  name TEXT COLLATE "C" NOT NULL DEFAULT '',
  kind TEXT COLLATE "C" NOT NULL DEFAULT '',
  category TEXT COLLATE "C" NOT NULL DEFAULT '',
  grade TEXT COLLATE "C" NOT NULL DEFAULT '',
  enterprise TEXT COLLATE "C" NOT NULL DEFAULT '',
  happened_on TEXT COLLATE "C" NOT NULL DEFAULT '',
  form TEXT COLLATE "C" NOT NULL DEFAULT '',
  note TEXT COLLATE "C" NOT NULL DEFAULT '',
  properties TEXT COLLATE "C" NOT NULL DEFAULT 'null',
  shape TEXT COLLATE "C" NOT NULL DEFAULT 'null',
  position TEXT COLLATE "C" NOT NULL DEFAULT 'null',
  batch TEXT COLLATE "C" NOT NULL DEFAULT ''
);
CREATE INDEX IF NOT EXISTS feature_region_index ON feature (region, id);
CREATE INDEX IF NOT EXISTS feature_created_broad ON feature (created, id, region, kind, form);
CREATE INDEX IF NOT EXISTS feature_layer_page ON feature (layer, created, id, region);
CREATE INDEX IF NOT EXISTS feature_grade_some ON feature (grade, created, id, region) WHERE grade <> '';
CREATE INDEX IF NOT EXISTS feature_enterprise_some ON feature (enterprise, created, id, region) WHERE enterprise <> '';
CREATE INDEX IF NOT EXISTS feature_happened_on_order ON feature (happened_on, id, region);
CREATE INDEX IF NOT EXISTS feature_batch_some ON feature (batch, created, id, region) WHERE batch <> '';
CREATE TABLE IF NOT EXISTS feature_layer (
  id TEXT COLLATE "C" PRIMARY KEY,
  rev BIGINT NOT NULL DEFAULT 0,
  region TEXT COLLATE "C" NOT NULL DEFAULT '',
  created TEXT COLLATE "C" NOT NULL DEFAULT '',
  updated TEXT COLLATE "C" NOT NULL DEFAULT '',
  name TEXT COLLATE "C" NOT NULL DEFAULT '',
  kind TEXT COLLATE "C" NOT NULL DEFAULT '',
  hue TEXT COLLATE "C" NOT NULL DEFAULT '',
  note TEXT COLLATE "C" NOT NULL DEFAULT ''
);
CREATE INDEX IF NOT EXISTS feature_layer_region_index ON feature_layer (region, id);
CREATE INDEX IF NOT EXISTS feature_layer_created_broad ON feature_layer (created, id, region, kind);
CREATE TABLE IF NOT EXISTS plan (
  id TEXT COLLATE "C" PRIMARY KEY,
  rev BIGINT NOT NULL DEFAULT 0,
  region TEXT COLLATE "C" NOT NULL DEFAULT '',
  created TEXT COLLATE "C" NOT NULL DEFAULT '',
  updated TEXT COLLATE "C" NOT NULL DEFAULT '',
  title TEXT COLLATE "C" NOT NULL DEFAULT '',
  kind TEXT COLLATE "C" NOT NULL DEFAULT '',
  year BIGINT NOT NULL DEFAULT 0,
  month BIGINT NOT NULL DEFAULT 0,
  period_from TEXT COLLATE "C" NOT NULL DEFAULT '',
  period_to TEXT COLLATE "C" NOT NULL DEFAULT '',
  organ TEXT COLLATE "C" NOT NULL DEFAULT '',
  parent TEXT COLLATE "C" NOT NULL DEFAULT '',
  basis TEXT COLLATE "C" NOT NULL DEFAULT '',
  tasks TEXT COLLATE "C" NOT NULL DEFAULT '',
  way TEXT COLLATE "C" NOT NULL DEFAULT '',
  status TEXT COLLATE "C" NOT NULL DEFAULT '',
  staff BIGINT NOT NULL DEFAULT 0,
  workdays BIGINT NOT NULL DEFAULT 0,
  other_days DOUBLE PRECISION NOT NULL DEFAULT 0,
  outside_days DOUBLE PRECISION NOT NULL DEFAULT 0,
  per_check BIGINT NOT NULL DEFAULT 0,
  check_days DOUBLE PRECISION NOT NULL DEFAULT 0,
  total_days DOUBLE PRECISION NOT NULL DEFAULT 0,
  inspection_days DOUBLE PRECISION NOT NULL DEFAULT 0,
  capacity BIGINT NOT NULL DEFAULT 0,
  key_least BIGINT NOT NULL DEFAULT 0,
  trades TEXT COLLATE "C" NOT NULL DEFAULT 'null',
  levels TEXT COLLATE "C" NOT NULL DEFAULT 'null',
  sizes TEXT COLLATE "C" NOT NULL DEFAULT 'null',
  risks TEXT COLLATE "C" NOT NULL DEFAULT 'null',
  credits TEXT COLLATE "C" NOT NULL DEFAULT 'null',
  major_hazard BOOLEAN NOT NULL DEFAULT FALSE,
  unseen_days BIGINT NOT NULL DEFAULT 0,
  overdue_least BIGINT NOT NULL DEFAULT 0,
  complained BOOLEAN NOT NULL DEFAULT FALSE,
  most BIGINT NOT NULL DEFAULT 0,
  approved_by TEXT COLLATE "C" NOT NULL DEFAULT '',
  approval_no TEXT COLLATE "C" NOT NULL DEFAULT '',
  approved_on TEXT COLLATE "C" NOT NULL DEFAULT '',
  papers TEXT COLLATE "C" NOT NULL DEFAULT 'null',
  sent_on TEXT COLLATE "C" NOT NULL DEFAULT '',
  filed_on TEXT COLLATE "C" NOT NULL DEFAULT '',
  filed_by TEXT COLLATE "C" NOT NULL DEFAULT '',
  changes BIGINT NOT NULL DEFAULT 0,
  total BIGINT NOT NULL DEFAULT 0,
  keys BIGINT NOT NULL DEFAULT 0,
  visited BIGINT NOT NULL DEFAULT 0,
  rate BIGINT NOT NULL DEFAULT 0
);
CREATE INDEX IF NOT EXISTS plan_region_index ON plan (region, id);
CREATE INDEX IF NOT EXISTS plan_kind_page ON plan (kind, year, id, region);
CREATE INDEX IF NOT EXISTS plan_year_order ON plan (year, id, region);
CREATE INDEX IF NOT EXISTS plan_period_from_order ON plan (period_from, id, region);
CREATE INDEX IF NOT EXISTS plan_period_to_some ON plan (period_to, year, id, region) WHERE period_to <> '';
CREATE INDEX IF NOT EXISTS plan_organ_some ON plan (organ, year, id, region) WHERE organ <> '';
CREATE INDEX IF NOT EXISTS plan_parent_some ON plan (parent, year, id, region) WHERE parent <> '';
CREATE INDEX IF NOT EXISTS plan_status_page ON plan (status, year, id, region);
CREATE INDEX IF NOT EXISTS plan_sent_on_some ON plan (sent_on, year, id, region) WHERE sent_on <> '';
CREATE INDEX IF NOT EXISTS plan_filed_on_some ON plan (filed_on, year, id, region) WHERE filed_on <> '';
CREATE INDEX IF NOT EXISTS plan_rate_order ON plan (rate, id, region);
CREATE TABLE IF NOT EXISTS plan_target (
  id TEXT COLLATE "C" PRIMARY KEY,
  rev BIGINT NOT NULL DEFAULT 0,
  region TEXT COLLATE "C" NOT NULL DEFAULT '',
  created TEXT COLLATE "C" NOT NULL DEFAULT '',
  updated TEXT COLLATE "C" NOT NULL DEFAULT '',
  plan TEXT COLLATE "C" NOT NULL DEFAULT '',
  enterprise TEXT COLLATE "C" NOT NULL DEFAULT '',
  title TEXT COLLATE "C" NOT NULL DEFAULT '',
  trade TEXT COLLATE "C" NOT NULL DEFAULT '',
  visit_month TEXT COLLATE "C" NOT NULL DEFAULT '',
  class TEXT COLLATE "C" NOT NULL DEFAULT '',
  level TEXT COLLATE "C" NOT NULL DEFAULT '',
  officers TEXT COLLATE "C" NOT NULL DEFAULT 'null',
  why TEXT COLLATE "C" NOT NULL DEFAULT '',
  overlap TEXT COLLATE "C" NOT NULL DEFAULT '',
  conflicting BOOLEAN NOT NULL DEFAULT FALSE,
  merged TEXT COLLATE "C" NOT NULL DEFAULT '',
  draw TEXT COLLATE "C" NOT NULL DEFAULT '',
  visited_on TEXT COLLATE "C" NOT NULL DEFAULT '',
  done_on TEXT COLLATE "C" NOT NULL DEFAULT '',
  days DOUBLE PRECISION NOT NULL DEFAULT 0,
  inspection TEXT COLLATE "C" NOT NULL DEFAULT '',
  outcome TEXT COLLATE "C" NOT NULL DEFAULT '',
  publish_by TEXT COLLATE "C" NOT NULL DEFAULT '',
  published_on TEXT COLLATE "C" NOT NULL DEFAULT '',
  dropped_for TEXT COLLATE "C" NOT NULL DEFAULT '',
  due_on TEXT COLLATE "C" NOT NULL DEFAULT '',
  target_key TEXT COLLATE "C" NOT NULL DEFAULT '',
  status TEXT COLLATE "C" NOT NULL DEFAULT ''
);
CREATE INDEX IF NOT EXISTS plan_target_region_index ON plan_target (region, id);
CREATE INDEX IF NOT EXISTS plan_target_enterprise_page ON plan_target (enterprise, visit_month, id, region);
CREATE INDEX IF NOT EXISTS plan_target_trade_some ON plan_target (trade, visit_month, id, region) WHERE trade <> '';
CREATE INDEX IF NOT EXISTS plan_target_visit_month_order ON plan_target (visit_month, id, region);
CREATE INDEX IF NOT EXISTS plan_target_class_page ON plan_target (class, visit_month, id, region);
CREATE INDEX IF NOT EXISTS plan_target_level_some ON plan_target (level, visit_month, id, region) WHERE level <> '';
CREATE INDEX IF NOT EXISTS plan_target_conflicting_some ON plan_target (conflicting, visit_month, id, region) WHERE conflicting = TRUE;
CREATE INDEX IF NOT EXISTS plan_target_merged_some ON plan_target (merged, visit_month, id, region) WHERE merged <> '';
CREATE INDEX IF NOT EXISTS plan_target_draw_some ON plan_target (draw, visit_month, id, region) WHERE draw <> '';
CREATE INDEX IF NOT EXISTS plan_target_visited_on_order ON plan_target (visited_on, id, region);
CREATE INDEX IF NOT EXISTS plan_target_done_on_some ON plan_target (done_on, visit_month, id, region) WHERE done_on <> '';
CREATE INDEX IF NOT EXISTS plan_target_published_on_order ON plan_target (published_on, id, region);
CREATE INDEX IF NOT EXISTS plan_target_due_on_some ON plan_target (due_on, visit_month, id, region) WHERE due_on <> '';
CREATE UNIQUE INDEX IF NOT EXISTS plan_target_target_key_unique ON plan_target (target_key) WHERE target_key <> '';
CREATE INDEX IF NOT EXISTS plan_target_status_page ON plan_target (status, visit_month, id, region);
CREATE INDEX IF NOT EXISTS plan_target_plan_visit_month_status_index ON plan_target (plan, visit_month, status, id);
CREATE INDEX IF NOT EXISTS plan_target_enterprise_visit_month_index ON plan_target (enterprise, visit_month, id);
CREATE TABLE IF NOT EXISTS plan_adjustment (
  id TEXT COLLATE "C" PRIMARY KEY,
  rev BIGINT NOT NULL DEFAULT 0,
  region TEXT COLLATE "C" NOT NULL DEFAULT '',
  created TEXT COLLATE "C" NOT NULL DEFAULT '',
  updated TEXT COLLATE "C" NOT NULL DEFAULT '',
  plan TEXT COLLATE "C" NOT NULL DEFAULT '',
  reason TEXT COLLATE "C" NOT NULL DEFAULT '',
  firms TEXT COLLATE "C" NOT NULL DEFAULT 'null',
  visit_month TEXT COLLATE "C" NOT NULL DEFAULT '',
  class TEXT COLLATE "C" NOT NULL DEFAULT '',
  drops TEXT COLLATE "C" NOT NULL DEFAULT 'null',
  moves TEXT COLLATE "C" NOT NULL DEFAULT 'null',
  move_to TEXT COLLATE "C" NOT NULL DEFAULT '',
  approved_by TEXT COLLATE "C" NOT NULL DEFAULT '',
  approval_no TEXT COLLATE "C" NOT NULL DEFAULT '',
  approved_on TEXT COLLATE "C" NOT NULL DEFAULT '',
  summary TEXT COLLATE "C" NOT NULL DEFAULT '',
  status TEXT COLLATE "C" NOT NULL DEFAULT ''
);
CREATE INDEX IF NOT EXISTS plan_adjustment_region_index ON plan_adjustment (region, id);
CREATE INDEX IF NOT EXISTS plan_adjustment_plan_page ON plan_adjustment (plan, id, region);
CREATE INDEX IF NOT EXISTS plan_adjustment_status_page ON plan_adjustment (status, id, region);
CREATE TABLE IF NOT EXISTS plan_draw (
  id TEXT COLLATE "C" PRIMARY KEY,
  rev BIGINT NOT NULL DEFAULT 0,
  region TEXT COLLATE "C" NOT NULL DEFAULT '',
  created TEXT COLLATE "C" NOT NULL DEFAULT '',
  updated TEXT COLLATE "C" NOT NULL DEFAULT '',
  title TEXT COLLATE "C" NOT NULL DEFAULT '',
  plan TEXT COLLATE "C" NOT NULL DEFAULT '',
  checklist TEXT COLLATE "C" NOT NULL DEFAULT '',
  matters TEXT COLLATE "C" NOT NULL DEFAULT '',
  period_from TEXT COLLATE "C" NOT NULL DEFAULT '',
  period_to TEXT COLLATE "C" NOT NULL DEFAULT '',
  visit_month TEXT COLLATE "C" NOT NULL DEFAULT '',
  ratio DOUBLE PRECISION NOT NULL DEFAULT 0,
  number BIGINT NOT NULL DEFAULT 0,
  weighted BOOLEAN NOT NULL DEFAULT FALSE,
  per_object BIGINT NOT NULL DEFAULT 0,
  teams BOOLEAN NOT NULL DEFAULT FALSE,
  local BOOLEAN NOT NULL DEFAULT FALSE,
  below BOOLEAN NOT NULL DEFAULT FALSE,
  matched BOOLEAN NOT NULL DEFAULT FALSE,
  organ TEXT COLLATE "C" NOT NULL DEFAULT '',
  names_open BOOLEAN NOT NULL DEFAULT FALSE,
  replaces TEXT COLLATE "C" NOT NULL DEFAULT '',
  reason TEXT COLLATE "C" NOT NULL DEFAULT '',
  status TEXT COLLATE "C" NOT NULL DEFAULT '',
  trades TEXT COLLATE "C" NOT NULL DEFAULT 'null',
  levels TEXT COLLATE "C" NOT NULL DEFAULT 'null',
  sizes TEXT COLLATE "C" NOT NULL DEFAULT 'null',
  risks TEXT COLLATE "C" NOT NULL DEFAULT 'null',
  credits TEXT COLLATE "C" NOT NULL DEFAULT 'null',
  major_hazard BOOLEAN NOT NULL DEFAULT FALSE,
  unseen_days BIGINT NOT NULL DEFAULT 0,
  overdue_least BIGINT NOT NULL DEFAULT 0,
  complained BOOLEAN NOT NULL DEFAULT FALSE,
  most BIGINT NOT NULL DEFAULT 0,
  objects BIGINT NOT NULL DEFAULT 0,
  people BIGINT NOT NULL DEFAULT 0,
  excluded BIGINT NOT NULL DEFAULT 0,
  quota BIGINT NOT NULL DEFAULT 0,
  pool_hash TEXT COLLATE "C" NOT NULL DEFAULT '',
  excluded_file TEXT COLLATE "C" NOT NULL DEFAULT '',
  locked_on TEXT COLLATE "C" NOT NULL DEFAULT '',
  locked_by TEXT COLLATE "C" NOT NULL DEFAULT '',
  custodian_one TEXT COLLATE "C" NOT NULL DEFAULT '',
  custodian_two TEXT COLLATE "C" NOT NULL DEFAULT '',
  commit_one TEXT COLLATE "C" NOT NULL DEFAULT '',
  commit_two TEXT COLLATE "C" NOT NULL DEFAULT '',
  seed_one TEXT COLLATE "C" NOT NULL DEFAULT '',
  seed_two TEXT COLLATE "C" NOT NULL DEFAULT '',
  commitment TEXT COLLATE "C" NOT NULL DEFAULT '',
  seed TEXT COLLATE "C" NOT NULL DEFAULT '',
  result_hash TEXT COLLATE "C" NOT NULL DEFAULT '',
  result_file TEXT COLLATE "C" NOT NULL DEFAULT '',
  drawn_on TEXT COLLATE "C" NOT NULL DEFAULT '',
  published_on TEXT COLLATE "C" NOT NULL DEFAULT '',
  voided_on TEXT COLLATE "C" NOT NULL DEFAULT '',
  voided_for TEXT COLLATE "C" NOT NULL DEFAULT ''
);
CREATE INDEX IF NOT EXISTS plan_draw_region_index ON plan_draw (region, id);
CREATE INDEX IF NOT EXISTS plan_draw_plan_some ON plan_draw (plan, period_from, id, region) WHERE plan <> '';
CREATE INDEX IF NOT EXISTS plan_draw_checklist_some ON plan_draw (checklist, period_from, id, region) WHERE checklist <> '';
CREATE INDEX IF NOT EXISTS plan_draw_period_from_order ON plan_draw (period_from, id, region);
CREATE INDEX IF NOT EXISTS plan_draw_organ_some ON plan_draw (organ, period_from, id, region) WHERE organ <> '';
CREATE INDEX IF NOT EXISTS plan_draw_replaces_some ON plan_draw (replaces, period_from, id, region) WHERE replaces <> '';
CREATE INDEX IF NOT EXISTS plan_draw_status_page ON plan_draw (status, period_from, id, region);
CREATE INDEX IF NOT EXISTS plan_draw_custodian_one_page ON plan_draw (custodian_one, period_from, id, region);
CREATE INDEX IF NOT EXISTS plan_draw_custodian_two_page ON plan_draw (custodian_two, period_from, id, region);
CREATE INDEX IF NOT EXISTS plan_draw_drawn_on_some ON plan_draw (drawn_on, period_from, id, region) WHERE drawn_on <> '';
CREATE INDEX IF NOT EXISTS plan_draw_published_on_some ON plan_draw (published_on, period_from, id, region) WHERE published_on <> '';
CREATE TABLE IF NOT EXISTS plan_campaign (
  id TEXT COLLATE "C" PRIMARY KEY,
  rev BIGINT NOT NULL DEFAULT 0,
  region TEXT COLLATE "C" NOT NULL DEFAULT '',
  created TEXT COLLATE "C" NOT NULL DEFAULT '',
  updated TEXT COLLATE "C" NOT NULL DEFAULT '',
  title TEXT COLLATE "C" NOT NULL DEFAULT '',
  kind TEXT COLLATE "C" NOT NULL DEFAULT '',
  trades TEXT COLLATE "C" NOT NULL DEFAULT 'null',
  scope TEXT COLLATE "C" NOT NULL DEFAULT '',
  checklist TEXT COLLATE "C" NOT NULL DEFAULT '',
  period_from TEXT COLLATE "C" NOT NULL DEFAULT '',
  period_to TEXT COLLATE "C" NOT NULL DEFAULT '',
  rhythm TEXT COLLATE "C" NOT NULL DEFAULT '',
  content TEXT COLLATE "C" NOT NULL DEFAULT '',
  papers TEXT COLLATE "C" NOT NULL DEFAULT 'null',
  issued_on TEXT COLLATE "C" NOT NULL DEFAULT '',
  units BIGINT NOT NULL DEFAULT 0,
  summary TEXT COLLATE "C" NOT NULL DEFAULT '',
  status TEXT COLLATE "C" NOT NULL DEFAULT ''
);
CREATE INDEX IF NOT EXISTS plan_campaign_region_index ON plan_campaign (region, id);
CREATE INDEX IF NOT EXISTS plan_campaign_kind_page ON plan_campaign (kind, period_from, id, region);
CREATE INDEX IF NOT EXISTS plan_campaign_checklist_some ON plan_campaign (checklist, period_from, id, region) WHERE checklist <> '';
CREATE INDEX IF NOT EXISTS plan_campaign_period_from_order ON plan_campaign (period_from, id, region);
CREATE INDEX IF NOT EXISTS plan_campaign_status_page ON plan_campaign (status, period_from, id, region);
CREATE TABLE IF NOT EXISTS plan_campaign_task (
  id TEXT COLLATE "C" PRIMARY KEY,
  rev BIGINT NOT NULL DEFAULT 0,
  region TEXT COLLATE "C" NOT NULL DEFAULT '',
  created TEXT COLLATE "C" NOT NULL DEFAULT '',
  updated TEXT COLLATE "C" NOT NULL DEFAULT '',
  campaign TEXT COLLATE "C" NOT NULL DEFAULT '',
  title TEXT COLLATE "C" NOT NULL DEFAULT '',
  quota BIGINT NOT NULL DEFAULT 0,
  period_to TEXT COLLATE "C" NOT NULL DEFAULT '',
  next_on TEXT COLLATE "C" NOT NULL DEFAULT '',
  checked BIGINT NOT NULL DEFAULT 0,
  found BIGINT NOT NULL DEFAULT 0,
  rectified BIGINT NOT NULL DEFAULT 0,
  reports BIGINT NOT NULL DEFAULT 0,
  summary TEXT COLLATE "C" NOT NULL DEFAULT '',
  status TEXT COLLATE "C" NOT NULL DEFAULT ''
);
CREATE INDEX IF NOT EXISTS plan_campaign_task_region_index ON plan_campaign_task (region, id);
CREATE INDEX IF NOT EXISTS plan_campaign_task_campaign_page ON plan_campaign_task (campaign, id, region);
CREATE INDEX IF NOT EXISTS plan_campaign_task_next_on_order ON plan_campaign_task (next_on, id, region);
CREATE INDEX IF NOT EXISTS plan_campaign_task_status_page ON plan_campaign_task (status, id, region);
CREATE TABLE IF NOT EXISTS plan_campaign_report (
  id TEXT COLLATE "C" PRIMARY KEY,
  rev BIGINT NOT NULL DEFAULT 0,
  region TEXT COLLATE "C" NOT NULL DEFAULT '',
  created TEXT COLLATE "C" NOT NULL DEFAULT '',
  updated TEXT COLLATE "C" NOT NULL DEFAULT '',
  task TEXT COLLATE "C" NOT NULL DEFAULT '',
  campaign TEXT COLLATE "C" NOT NULL DEFAULT '',
  reported_on TEXT COLLATE "C" NOT NULL DEFAULT '',
  since TEXT COLLATE "C" NOT NULL DEFAULT '',
  teams BIGINT NOT NULL DEFAULT 0,
  people BIGINT NOT NULL DEFAULT 0,
  checked BIGINT NOT NULL DEFAULT 0,
  found BIGINT NOT NULL DEFAULT 0,
  major BIGINT NOT NULL DEFAULT 0,
  rectified BIGINT NOT NULL DEFAULT 0,
  stopped BIGINT NOT NULL DEFAULT 0,
  cases BIGINT NOT NULL DEFAULT 0,
  fined BIGINT NOT NULL DEFAULT 0,
  note TEXT COLLATE "C" NOT NULL DEFAULT '',
  counted BOOLEAN NOT NULL DEFAULT FALSE,
  report_key TEXT COLLATE "C" NOT NULL DEFAULT ''
);
CREATE INDEX IF NOT EXISTS plan_campaign_report_region_index ON plan_campaign_report (region, id);
CREATE INDEX IF NOT EXISTS plan_campaign_report_task_page ON plan_campaign_report (task, reported_on, id, region);
CREATE INDEX IF NOT EXISTS plan_campaign_report_campaign_some ON plan_campaign_report (campaign, reported_on, id, region) WHERE campaign <> '';
CREATE INDEX IF NOT EXISTS plan_campaign_report_reported_on_order ON plan_campaign_report (reported_on, id, region);
CREATE UNIQUE INDEX IF NOT EXISTS plan_campaign_report_report_key_unique ON plan_campaign_report (report_key) WHERE report_key <> '';
CREATE TABLE IF NOT EXISTS plan_patrol (
  id TEXT COLLATE "C" PRIMARY KEY,
  rev BIGINT NOT NULL DEFAULT 0,
  region TEXT COLLATE "C" NOT NULL DEFAULT '',
  created TEXT COLLATE "C" NOT NULL DEFAULT '',
  updated TEXT COLLATE "C" NOT NULL DEFAULT '',
  title TEXT COLLATE "C" NOT NULL DEFAULT '',
  period_from TEXT COLLATE "C" NOT NULL DEFAULT '',
  period_to TEXT COLLATE "C" NOT NULL DEFAULT '',
  basis TEXT COLLATE "C" NOT NULL DEFAULT '',
  content TEXT COLLATE "C" NOT NULL DEFAULT '',
  teams TEXT COLLATE "C" NOT NULL DEFAULT 'null',
  papers TEXT COLLATE "C" NOT NULL DEFAULT 'null',
  found BIGINT NOT NULL DEFAULT 0,
  report TEXT COLLATE "C" NOT NULL DEFAULT '',
  status TEXT COLLATE "C" NOT NULL DEFAULT ''
);
CREATE INDEX IF NOT EXISTS plan_patrol_region_index ON plan_patrol (region, id);
CREATE INDEX IF NOT EXISTS plan_patrol_period_from_order ON plan_patrol (period_from, id, region);
CREATE INDEX IF NOT EXISTS plan_patrol_status_page ON plan_patrol (status, period_from, id, region);
CREATE TABLE IF NOT EXISTS plan_patrol_unit (
  id TEXT COLLATE "C" PRIMARY KEY,
  rev BIGINT NOT NULL DEFAULT 0,
  region TEXT COLLATE "C" NOT NULL DEFAULT '',
  created TEXT COLLATE "C" NOT NULL DEFAULT '',
  updated TEXT COLLATE "C" NOT NULL DEFAULT '',
  patrol TEXT COLLATE "C" NOT NULL DEFAULT '',
  department TEXT COLLATE "C" NOT NULL DEFAULT '',
  team TEXT COLLATE "C" NOT NULL DEFAULT '',
  visited_on TEXT COLLATE "C" NOT NULL DEFAULT '',
  problems TEXT COLLATE "C" NOT NULL DEFAULT 'null',
  open_problems BIGINT NOT NULL DEFAULT 0,
  due_on TEXT COLLATE "C" NOT NULL DEFAULT '',
  reply TEXT COLLATE "C" NOT NULL DEFAULT '',
  proof TEXT COLLATE "C" NOT NULL DEFAULT 'null',
  replied_on TEXT COLLATE "C" NOT NULL DEFAULT '',
  closed_on TEXT COLLATE "C" NOT NULL DEFAULT '',
  returned BIGINT NOT NULL DEFAULT 0,
  by_region TEXT COLLATE "C" NOT NULL DEFAULT '',
  status TEXT COLLATE "C" NOT NULL DEFAULT ''
);
CREATE INDEX IF NOT EXISTS plan_patrol_unit_region_index ON plan_patrol_unit (region, id);
CREATE INDEX IF NOT EXISTS plan_patrol_unit_patrol_page ON plan_patrol_unit (patrol, visited_on, id, region);
CREATE INDEX IF NOT EXISTS plan_patrol_unit_visited_on_order ON plan_patrol_unit (visited_on, id, region);
CREATE INDEX IF NOT EXISTS plan_patrol_unit_due_on_some ON plan_patrol_unit (due_on, visited_on, id, region) WHERE due_on <> '';
CREATE INDEX IF NOT EXISTS plan_patrol_unit_by_region_some ON plan_patrol_unit (by_region, visited_on, id, region) WHERE by_region <> '';
CREATE INDEX IF NOT EXISTS plan_patrol_unit_status_page ON plan_patrol_unit (status, visited_on, id, region);
CREATE TABLE IF NOT EXISTS inspection (
  id TEXT COLLATE "C" PRIMARY KEY,
  rev BIGINT NOT NULL DEFAULT 0,
  region TEXT COLLATE "C" NOT NULL DEFAULT '',
  created TEXT COLLATE "C" NOT NULL DEFAULT '',
  updated TEXT COLLATE "C" NOT NULL DEFAULT '',
  enterprise TEXT COLLATE "C" NOT NULL DEFAULT '',
  title TEXT COLLATE "C" NOT NULL DEFAULT '',
  kind TEXT COLLATE "C" NOT NULL DEFAULT '',
  unnoticed BOOLEAN NOT NULL DEFAULT FALSE,
  target TEXT COLLATE "C" NOT NULL DEFAULT '',
  cause TEXT COLLATE "C" NOT NULL DEFAULT '',
  complaint TEXT COLLATE "C" NOT NULL DEFAULT '',
  planned_on TEXT COLLATE "C" NOT NULL DEFAULT '',
  officers TEXT COLLATE "C" NOT NULL DEFAULT 'null',
  experts TEXT COLLATE "C" NOT NULL DEFAULT '',
  methods TEXT COLLATE "C" NOT NULL DEFAULT 'null',
  checklists TEXT COLLATE "C" NOT NULL DEFAULT 'null',
  lists_only BOOLEAN NOT NULL DEFAULT FALSE,
  content TEXT COLLATE "C" NOT NULL DEFAULT '',
  trade TEXT COLLATE "C" NOT NULL DEFAULT '',
  needs_scheme BOOLEAN NOT NULL DEFAULT FALSE,
  place TEXT COLLATE "C" NOT NULL DEFAULT '',
  position TEXT COLLATE "C" NOT NULL DEFAULT 'null',
  present TEXT COLLATE "C" NOT NULL DEFAULT '',
  present_post TEXT COLLATE "C" NOT NULL DEFAULT '',
  started_at TEXT COLLATE "C" NOT NULL DEFAULT '',
  ended_at TEXT COLLATE "C" NOT NULL DEFAULT '',
  checked_on TEXT COLLATE "C" NOT NULL DEFAULT '',
  facts TEXT COLLATE "C" NOT NULL DEFAULT 'null',
  photos TEXT COLLATE "C" NOT NULL DEFAULT 'null',
  summary TEXT COLLATE "C" NOT NULL DEFAULT '',
  status TEXT COLLATE "C" NOT NULL DEFAULT '',
  origin TEXT COLLATE "C" NOT NULL DEFAULT '',
  item_count BIGINT NOT NULL DEFAULT 0,
  answered BIGINT NOT NULL DEFAULT 0,
  found BIGINT NOT NULL DEFAULT 0,
  open BIGINT NOT NULL DEFAULT 0,
  waiting BIGINT NOT NULL DEFAULT 0,
  record_number TEXT COLLATE "C" NOT NULL DEFAULT '',
  handle_by TEXT COLLATE "C" NOT NULL DEFAULT '',
  recheck_by TEXT COLLATE "C" NOT NULL DEFAULT '',
  rechecks BIGINT NOT NULL DEFAULT 0,
  orders BIGINT NOT NULL DEFAULT 0,
  closed_on TEXT COLLATE "C" NOT NULL DEFAULT '',
  publish_by TEXT COLLATE "C" NOT NULL DEFAULT '',
  published_on TEXT COLLATE "C" NOT NULL DEFAULT '',
  conclusion TEXT COLLATE "C" NOT NULL DEFAULT ''
);
CREATE INDEX IF NOT EXISTS inspection_enterprise_page ON inspection (enterprise, planned_on, id, region);
CREATE INDEX IF NOT EXISTS inspection_kind_page ON inspection (kind, planned_on, id, region);
CREATE INDEX IF NOT EXISTS inspection_target_some ON inspection (target, planned_on, id, region) WHERE target <> '';
CREATE INDEX IF NOT EXISTS inspection_cause_some ON inspection (cause, planned_on, id, region) WHERE cause <> '';
CREATE INDEX IF NOT EXISTS inspection_planned_on_order ON inspection (planned_on, id, region);
CREATE INDEX IF NOT EXISTS inspection_trade_some ON inspection (trade, planned_on, id, region) WHERE trade <> '';
CREATE INDEX IF NOT EXISTS inspection_checked_on_order ON inspection (checked_on, id, region);
CREATE INDEX IF NOT EXISTS inspection_status_page ON inspection (status, planned_on, id, region);
CREATE INDEX IF NOT EXISTS inspection_origin_some ON inspection (origin, planned_on, id, region) WHERE origin <> '';
CREATE INDEX IF NOT EXISTS inspection_found_order ON inspection (found, id, region);
CREATE INDEX IF NOT EXISTS inspection_recheck_by_order ON inspection (recheck_by, id, region);
CREATE INDEX IF NOT EXISTS inspection_publish_by_some ON inspection (publish_by, planned_on, id, region) WHERE publish_by <> '';
CREATE INDEX IF NOT EXISTS inspection_published_on_some ON inspection (published_on, planned_on, id, region) WHERE published_on <> '';
CREATE INDEX IF NOT EXISTS inspection_region_checked_on_index ON inspection (region, checked_on, id);
CREATE INDEX IF NOT EXISTS inspection_enterprise_checked_on_index ON inspection (enterprise, checked_on, id);
CREATE INDEX IF NOT EXISTS inspection_region_status_index ON inspection (region, status, id);
CREATE TABLE IF NOT EXISTS inspection_item (
  id TEXT COLLATE "C" PRIMARY KEY,
  rev BIGINT NOT NULL DEFAULT 0,
  region TEXT COLLATE "C" NOT NULL DEFAULT '',
  created TEXT COLLATE "C" NOT NULL DEFAULT '',
  updated TEXT COLLATE "C" NOT NULL DEFAULT '',
  inspection TEXT COLLATE "C" NOT NULL DEFAULT '',
  enterprise TEXT COLLATE "C" NOT NULL DEFAULT '',
  number BIGINT NOT NULL DEFAULT 0,
  section TEXT COLLATE "C" NOT NULL DEFAULT '',
  code TEXT COLLATE "C" NOT NULL DEFAULT '',
  content TEXT COLLATE "C" NOT NULL DEFAULT '',
  basis TEXT COLLATE "C" NOT NULL DEFAULT '',
  method TEXT COLLATE "C" NOT NULL DEFAULT '',
  category TEXT COLLATE "C" NOT NULL DEFAULT '',
  level TEXT COLLATE "C" NOT NULL DEFAULT '',
  criterion TEXT COLLATE "C" NOT NULL DEFAULT '',
  mandatory BOOLEAN NOT NULL DEFAULT FALSE,
  matter TEXT COLLATE "C" NOT NULL DEFAULT '',
  violation TEXT COLLATE "C" NOT NULL DEFAULT '',
  guide TEXT COLLATE "C" NOT NULL DEFAULT '',
  outcome TEXT COLLATE "C" NOT NULL DEFAULT '',
  note TEXT COLLATE "C" NOT NULL DEFAULT '',
  photos TEXT COLLATE "C" NOT NULL DEFAULT 'null',
  answered_at TEXT COLLATE "C" NOT NULL DEFAULT '',
  answered_by TEXT COLLATE "C" NOT NULL DEFAULT ''
);
CREATE INDEX IF NOT EXISTS inspection_item_region_index ON inspection_item (region, id);
CREATE INDEX IF NOT EXISTS inspection_item_inspection_page ON inspection_item (inspection, number, id, region);
CREATE INDEX IF NOT EXISTS inspection_item_enterprise_some ON inspection_item (enterprise, number, id, region) WHERE enterprise <> '';
CREATE INDEX IF NOT EXISTS inspection_item_number_order ON inspection_item (number, id, region);
CREATE INDEX IF NOT EXISTS inspection_item_criterion_some ON inspection_item (criterion, number, id, region) WHERE criterion <> '';
CREATE INDEX IF NOT EXISTS inspection_item_matter_some ON inspection_item (matter, number, id, region) WHERE matter <> '';
CREATE INDEX IF NOT EXISTS inspection_item_violation_some ON inspection_item (violation, number, id, region) WHERE violation <> '';
CREATE INDEX IF NOT EXISTS inspection_item_outcome_some ON inspection_item (outcome, number, id, region) WHERE outcome <> '';
CREATE INDEX IF NOT EXISTS inspection_item_inspection_number_index ON inspection_item (inspection, number, id);
CREATE TABLE IF NOT EXISTS inspection_finding (
  id TEXT COLLATE "C" PRIMARY KEY,
  rev BIGINT NOT NULL DEFAULT 0,
  region TEXT COLLATE "C" NOT NULL DEFAULT '',
  created TEXT COLLATE "C" NOT NULL DEFAULT '',
  updated TEXT COLLATE "C" NOT NULL DEFAULT '',
  inspection TEXT COLLATE "C" NOT NULL DEFAULT '',
  item TEXT COLLATE "C" NOT NULL DEFAULT '',
  enterprise TEXT COLLATE "C" NOT NULL DEFAULT '',
  number BIGINT NOT NULL DEFAULT 0,
  title TEXT COLLATE "C" NOT NULL DEFAULT '',
  place TEXT COLLATE "C" NOT NULL DEFAULT '',
  photos TEXT COLLATE "C" NOT NULL DEFAULT 'null',
  category TEXT COLLATE "C" NOT NULL DEFAULT '',
  level TEXT COLLATE "C" NOT NULL DEFAULT '',
  criteria TEXT COLLATE "C" NOT NULL DEFAULT 'null',
  basis TEXT COLLATE "C" NOT NULL DEFAULT '',
  requirement TEXT COLLATE "C" NOT NULL DEFAULT '',
  on_spot BOOLEAN NOT NULL DEFAULT FALSE,
  photos_after TEXT COLLATE "C" NOT NULL DEFAULT 'null',
  due_on TEXT COLLATE "C" NOT NULL DEFAULT '',
  measure TEXT COLLATE "C" NOT NULL DEFAULT '',
  measure_reason TEXT COLLATE "C" NOT NULL DEFAULT '',
  violation TEXT COLLATE "C" NOT NULL DEFAULT '',
  vague BOOLEAN NOT NULL DEFAULT FALSE,
  trade TEXT COLLATE "C" NOT NULL DEFAULT '',
  found_on TEXT COLLATE "C" NOT NULL DEFAULT '',
  found_by TEXT COLLATE "C" NOT NULL DEFAULT '',
  hazard TEXT COLLATE "C" NOT NULL DEFAULT '',
  status TEXT COLLATE "C" NOT NULL DEFAULT '',
  order_paper TEXT COLLATE "C" NOT NULL DEFAULT '',
  order_number TEXT COLLATE "C" NOT NULL DEFAULT '',
  decision_paper TEXT COLLATE "C" NOT NULL DEFAULT '',
  decision_number TEXT COLLATE "C" NOT NULL DEFAULT '',
  ordered_on TEXT COLLATE "C" NOT NULL DEFAULT '',
  remedied_on TEXT COLLATE "C" NOT NULL DEFAULT '',
  verdict TEXT COLLATE "C" NOT NULL DEFAULT '',
  verdict_on TEXT COLLATE "C" NOT NULL DEFAULT '',
  case_id TEXT COLLATE "C" NOT NULL DEFAULT ''
);
CREATE INDEX IF NOT EXISTS inspection_finding_found_on_broad ON inspection_finding (found_on, id, region, category, trade);
CREATE INDEX IF NOT EXISTS inspection_finding_inspection_page ON inspection_finding (inspection, found_on, id, region);
CREATE INDEX IF NOT EXISTS inspection_finding_item_some ON inspection_finding (item, found_on, id, region) WHERE item <> '';
CREATE INDEX IF NOT EXISTS inspection_finding_enterprise_some ON inspection_finding (enterprise, found_on, id, region) WHERE enterprise <> '';
CREATE INDEX IF NOT EXISTS inspection_finding_number_order ON inspection_finding (number, id, region);
CREATE INDEX IF NOT EXISTS inspection_finding_level_some ON inspection_finding (level, found_on, id, region) WHERE level <> 'general';
CREATE INDEX IF NOT EXISTS inspection_finding_due_on_order ON inspection_finding (due_on, id, region);
CREATE INDEX IF NOT EXISTS inspection_finding_measure_some ON inspection_finding (measure, found_on, id, region) WHERE measure <> '';
CREATE INDEX IF NOT EXISTS inspection_finding_violation_some ON inspection_finding (violation, found_on, id, region) WHERE violation <> '';
CREATE INDEX IF NOT EXISTS inspection_finding_hazard_some ON inspection_finding (hazard, found_on, id, region) WHERE hazard <> '';
CREATE INDEX IF NOT EXISTS inspection_finding_status_some ON inspection_finding (status, found_on, id, region) WHERE status <> '';
CREATE INDEX IF NOT EXISTS inspection_finding_ordered_on_some ON inspection_finding (ordered_on, found_on, id, region) WHERE ordered_on <> '';
CREATE INDEX IF NOT EXISTS inspection_finding_verdict_some ON inspection_finding (verdict, found_on, id, region) WHERE verdict <> '';
CREATE INDEX IF NOT EXISTS inspection_finding_case_id_some ON inspection_finding (case_id, found_on, id, region) WHERE case_id <> '';
CREATE INDEX IF NOT EXISTS inspection_finding_inspection_number_index ON inspection_finding (inspection, number, id);
CREATE INDEX IF NOT EXISTS inspection_finding_region_found_on_index ON inspection_finding (region, found_on, id);
CREATE INDEX IF NOT EXISTS inspection_finding_region_status_index ON inspection_finding (region, status, id);
CREATE TABLE IF NOT EXISTS inspection_recheck (
  id TEXT COLLATE "C" PRIMARY KEY,
  rev BIGINT NOT NULL DEFAULT 0,
  region TEXT COLLATE "C" NOT NULL DEFAULT '',
  created TEXT COLLATE "C" NOT NULL DEFAULT '',
  updated TEXT COLLATE "C" NOT NULL DEFAULT '',
  inspection TEXT COLLATE "C" NOT NULL DEFAULT '',
  enterprise TEXT COLLATE "C" NOT NULL DEFAULT '',
  title TEXT COLLATE "C" NOT NULL DEFAULT '',
  number BIGINT NOT NULL DEFAULT 0,
  checked_on TEXT COLLATE "C" NOT NULL DEFAULT '',
  officers TEXT COLLATE "C" NOT NULL DEFAULT 'null',
  present TEXT COLLATE "C" NOT NULL DEFAULT '',
  lines TEXT COLLATE "C" NOT NULL DEFAULT 'null',
  opinion_text TEXT COLLATE "C" NOT NULL DEFAULT '',
  accepted BIGINT NOT NULL DEFAULT 0,
  partly BIGINT NOT NULL DEFAULT 0,
  returned BIGINT NOT NULL DEFAULT 0,
  trade TEXT COLLATE "C" NOT NULL DEFAULT '',
  origin TEXT COLLATE "C" NOT NULL DEFAULT '',
  paper_number TEXT COLLATE "C" NOT NULL DEFAULT '',
  status TEXT COLLATE "C" NOT NULL DEFAULT ''
);
CREATE INDEX IF NOT EXISTS inspection_recheck_inspection_page ON inspection_recheck (inspection, checked_on, id, region);
CREATE INDEX IF NOT EXISTS inspection_recheck_enterprise_some ON inspection_recheck (enterprise, checked_on, id, region) WHERE enterprise <> '';
CREATE INDEX IF NOT EXISTS inspection_recheck_checked_on_order ON inspection_recheck (checked_on, id, region);
CREATE INDEX IF NOT EXISTS inspection_recheck_trade_some ON inspection_recheck (trade, checked_on, id, region) WHERE trade <> '';
CREATE INDEX IF NOT EXISTS inspection_recheck_origin_some ON inspection_recheck (origin, checked_on, id, region) WHERE origin <> '';
CREATE INDEX IF NOT EXISTS inspection_recheck_status_page ON inspection_recheck (status, checked_on, id, region);
CREATE INDEX IF NOT EXISTS inspection_recheck_inspection_number_index ON inspection_recheck (inspection, number, id);
CREATE INDEX IF NOT EXISTS inspection_recheck_region_checked_on_index ON inspection_recheck (region, checked_on, id);
CREATE TABLE IF NOT EXISTS enforcement (
  id TEXT COLLATE "C" PRIMARY KEY,
  rev BIGINT NOT NULL DEFAULT 0,
  region TEXT COLLATE "C" NOT NULL DEFAULT '',
  created TEXT COLLATE "C" NOT NULL DEFAULT '',
  updated TEXT COLLATE "C" NOT NULL DEFAULT '',
  title TEXT COLLATE "C" NOT NULL DEFAULT '',
  cause TEXT COLLATE "C" NOT NULL DEFAULT '',
  source TEXT COLLATE "C" NOT NULL DEFAULT '',
  simple BOOLEAN NOT NULL DEFAULT FALSE,
  enterprise TEXT COLLATE "C" NOT NULL DEFAULT '',
  found_on TEXT COLLATE "C" NOT NULL DEFAULT '',
  acted_on TEXT COLLATE "C" NOT NULL DEFAULT '',
  grave BOOLEAN NOT NULL DEFAULT FALSE,
  urgent BOOLEAN NOT NULL DEFAULT FALSE,
  place TEXT COLLATE "C" NOT NULL DEFAULT '',
  summary TEXT COLLATE "C" NOT NULL DEFAULT '',
  inspection TEXT COLLATE "C" NOT NULL DEFAULT '',
  officers TEXT COLLATE "C" NOT NULL DEFAULT 'null',
  asked_on TEXT COLLATE "C" NOT NULL DEFAULT '',
  filed_on TEXT COLLATE "C" NOT NULL DEFAULT '',
  filed_by TEXT COLLATE "C" NOT NULL DEFAULT '',
  number TEXT COLLATE "C" NOT NULL DEFAULT '',
  facts TEXT COLLATE "C" NOT NULL DEFAULT '',
  proofs TEXT COLLATE "C" NOT NULL DEFAULT '',
  proposal TEXT COLLATE "C" NOT NULL DEFAULT '',
  reasons TEXT COLLATE "C" NOT NULL DEFAULT '',
  concluded_on TEXT COLLATE "C" NOT NULL DEFAULT '',
  review_due TEXT COLLATE "C" NOT NULL DEFAULT '',
  reviewed_on TEXT COLLATE "C" NOT NULL DEFAULT '',
  reviewed_by TEXT COLLATE "C" NOT NULL DEFAULT '',
  reviewer TEXT COLLATE "C" NOT NULL DEFAULT '',
  verdict TEXT COLLATE "C" NOT NULL DEFAULT '',
  told_on TEXT COLLATE "C" NOT NULL DEFAULT '',
  hearing_right BOOLEAN NOT NULL DEFAULT FALSE,
  defence_until TEXT COLLATE "C" NOT NULL DEFAULT '',
  hearing_until TEXT COLLATE "C" NOT NULL DEFAULT '',
  defended_on TEXT COLLATE "C" NOT NULL DEFAULT '',
  pleas TEXT COLLATE "C" NOT NULL DEFAULT '',
  answer TEXT COLLATE "C" NOT NULL DEFAULT '',
  answer_why TEXT COLLATE "C" NOT NULL DEFAULT '',
  waived_on TEXT COLLATE "C" NOT NULL DEFAULT '',
  applied_on TEXT COLLATE "C" NOT NULL DEFAULT '',
  heard_on TEXT COLLATE "C" NOT NULL DEFAULT '',
  discuss_due TEXT COLLATE "C" NOT NULL DEFAULT '',
  discussed_on TEXT COLLATE "C" NOT NULL DEFAULT '',
  outcome TEXT COLLATE "C" NOT NULL DEFAULT '',
  sanctions TEXT COLLATE "C" NOT NULL DEFAULT 'null',
  amount BIGINT NOT NULL DEFAULT 0,
  told_amount BIGINT NOT NULL DEFAULT 0,
  persons BOOLEAN NOT NULL DEFAULT FALSE,
  confiscated BIGINT NOT NULL DEFAULT 0,
  content TEXT COLLATE "C" NOT NULL DEFAULT '',
  decided_on TEXT COLLATE "C" NOT NULL DEFAULT '',
  decided_by TEXT COLLATE "C" NOT NULL DEFAULT '',
  decision TEXT COLLATE "C" NOT NULL DEFAULT '',
  served_on TEXT COLLATE "C" NOT NULL DEFAULT '',
  on_spot BOOLEAN NOT NULL DEFAULT FALSE,
  spot_why TEXT COLLATE "C" NOT NULL DEFAULT '',
  reported_on TEXT COLLATE "C" NOT NULL DEFAULT '',
  pay_by TEXT COLLATE "C" NOT NULL DEFAULT '',
  paid BIGINT NOT NULL DEFAULT 0,
  paid_extra BIGINT NOT NULL DEFAULT 0,
  reminded_on TEXT COLLATE "C" NOT NULL DEFAULT '',
  court_on TEXT COLLATE "C" NOT NULL DEFAULT '',
  spot_on TEXT COLLATE "C" NOT NULL DEFAULT '',
  handed_on TEXT COLLATE "C" NOT NULL DEFAULT '',
  banked_on TEXT COLLATE "C" NOT NULL DEFAULT '',
  published_on TEXT COLLATE "C" NOT NULL DEFAULT '',
  challenged BOOLEAN NOT NULL DEFAULT FALSE,
  fulfilled_on TEXT COLLATE "C" NOT NULL DEFAULT '',
  suit_until TEXT COLLATE "C" NOT NULL DEFAULT '',
  performance TEXT COLLATE "C" NOT NULL DEFAULT '',
  recipient TEXT COLLATE "C" NOT NULL DEFAULT '',
  criminal BOOLEAN NOT NULL DEFAULT FALSE,
  materials TEXT COLLATE "C" NOT NULL DEFAULT '',
  ended_for TEXT COLLATE "C" NOT NULL DEFAULT '',
  closed_on TEXT COLLATE "C" NOT NULL DEFAULT '',
  closed_by TEXT COLLATE "C" NOT NULL DEFAULT '',
  archived_on TEXT COLLATE "C" NOT NULL DEFAULT '',
  file_number TEXT COLLATE "C" NOT NULL DEFAULT '',
  keep TEXT COLLATE "C" NOT NULL DEFAULT '',
  pages BIGINT NOT NULL DEFAULT 0,
  halted BOOLEAN NOT NULL DEFAULT FALSE,
  halt_for TEXT COLLATE "C" NOT NULL DEFAULT '',
  halted_on TEXT COLLATE "C" NOT NULL DEFAULT '',
  halts TEXT COLLATE "C" NOT NULL DEFAULT 'null',
  extend_by BIGINT NOT NULL DEFAULT 0,
  extensions TEXT COLLATE "C" NOT NULL DEFAULT 'null',
  status TEXT COLLATE "C" NOT NULL DEFAULT '',
  wait_until TEXT COLLATE "C" NOT NULL DEFAULT '',
  wait_for TEXT COLLATE "C" NOT NULL DEFAULT '',
  wait_what TEXT COLLATE "C" NOT NULL DEFAULT '',
  wait_paused BOOLEAN NOT NULL DEFAULT FALSE
);
CREATE INDEX IF NOT EXISTS enforcement_source_page ON enforcement (source, found_on, id, region);
CREATE INDEX IF NOT EXISTS enforcement_simple_some ON enforcement (simple, found_on, id, region) WHERE simple = TRUE;
CREATE INDEX IF NOT EXISTS enforcement_enterprise_some ON enforcement (enterprise, found_on, id, region) WHERE enterprise <> '';
CREATE INDEX IF NOT EXISTS enforcement_found_on_order ON enforcement (found_on, id, region);
CREATE INDEX IF NOT EXISTS enforcement_acted_on_some ON enforcement (acted_on, found_on, id, region) WHERE acted_on <> '';
CREATE INDEX IF NOT EXISTS enforcement_inspection_some ON enforcement (inspection, found_on, id, region) WHERE inspection <> '';
CREATE INDEX IF NOT EXISTS enforcement_filed_on_order ON enforcement (filed_on, id, region);
CREATE INDEX IF NOT EXISTS enforcement_proposal_some ON enforcement (proposal, found_on, id, region) WHERE proposal <> '';
CREATE INDEX IF NOT EXISTS enforcement_outcome_some ON enforcement (outcome, found_on, id, region) WHERE outcome <> '';
CREATE INDEX IF NOT EXISTS enforcement_decided_on_some ON enforcement (decided_on, found_on, id, region) WHERE decided_on <> '';
CREATE INDEX IF NOT EXISTS enforcement_served_on_some ON enforcement (served_on, found_on, id, region) WHERE served_on <> '';
CREATE INDEX IF NOT EXISTS enforcement_pay_by_some ON enforcement (pay_by, found_on, id, region) WHERE pay_by <> '';
CREATE INDEX IF NOT EXISTS enforcement_challenged_some ON enforcement (challenged, found_on, id, region) WHERE challenged = TRUE;
CREATE INDEX IF NOT EXISTS enforcement_criminal_some ON enforcement (criminal, found_on, id, region) WHERE criminal = TRUE;
CREATE INDEX IF NOT EXISTS enforcement_closed_on_some ON enforcement (closed_on, found_on, id, region) WHERE closed_on <> '';
CREATE INDEX IF NOT EXISTS enforcement_halted_some ON enforcement (halted, found_on, id, region) WHERE halted = TRUE;
CREATE INDEX IF NOT EXISTS enforcement_status_page ON enforcement (status, found_on, id, region);
CREATE INDEX IF NOT EXISTS enforcement_region_status_index ON enforcement (region, status, id);
CREATE INDEX IF NOT EXISTS enforcement_region_filed_on_index ON enforcement (region, filed_on, id);
CREATE INDEX IF NOT EXISTS enforcement_region_decided_on_index ON enforcement (region, decided_on, id);
CREATE TABLE IF NOT EXISTS enforcement_party (
  id TEXT COLLATE "C" PRIMARY KEY,
  rev BIGINT NOT NULL DEFAULT 0,
  region TEXT COLLATE "C" NOT NULL DEFAULT '',
  created TEXT COLLATE "C" NOT NULL DEFAULT '',
  updated TEXT COLLATE "C" NOT NULL DEFAULT '',
  enforcement TEXT COLLATE "C" NOT NULL DEFAULT '',
  kind TEXT COLLATE "C" NOT NULL DEFAULT '',
  enterprise TEXT COLLATE "C" NOT NULL DEFAULT '',
  name TEXT COLLATE "C" NOT NULL DEFAULT '',
  capacity TEXT COLLATE "C" NOT NULL DEFAULT '',
  credit_code TEXT COLLATE "C" NOT NULL DEFAULT '',
  legal_person TEXT COLLATE "C" NOT NULL DEFAULT '',
  post TEXT COLLATE "C" NOT NULL DEFAULT '',
  address TEXT COLLATE "C" NOT NULL DEFAULT '',
  postcode TEXT COLLATE "C" NOT NULL DEFAULT '',
  phone TEXT COLLATE "C" NOT NULL DEFAULT '',
  gender TEXT COLLATE "C" NOT NULL DEFAULT '',
  age BIGINT NOT NULL DEFAULT 0,
  id_number TEXT COLLATE "C" NOT NULL DEFAULT '',
  employer TEXT COLLATE "C" NOT NULL DEFAULT '',
  income BIGINT NOT NULL DEFAULT 0,
  send_to TEXT COLLATE "C" NOT NULL DEFAULT '',
  electronic TEXT COLLATE "C" NOT NULL DEFAULT '',
  agent TEXT COLLATE "C" NOT NULL DEFAULT '',
  fine BIGINT NOT NULL DEFAULT 0
);
CREATE INDEX IF NOT EXISTS enforcement_party_region_index ON enforcement_party (region, id);
CREATE INDEX IF NOT EXISTS enforcement_party_enforcement_page ON enforcement_party (enforcement, id, region);
CREATE INDEX IF NOT EXISTS enforcement_party_kind_page ON enforcement_party (kind, id, region);
CREATE INDEX IF NOT EXISTS enforcement_party_enterprise_some ON enforcement_party (enterprise, id, region) WHERE enterprise <> '';
CREATE INDEX IF NOT EXISTS enforcement_party_enforcement_kind_index ON enforcement_party (enforcement, kind, id);
CREATE INDEX IF NOT EXISTS enforcement_party_credit_code_known ON enforcement_party (credit_code, id) WHERE credit_code <> '';
CREATE INDEX IF NOT EXISTS enforcement_party_id_number_known ON enforcement_party (id_number, id) WHERE id_number <> '';
CREATE TABLE IF NOT EXISTS enforcement_charge (
  id TEXT COLLATE "C" PRIMARY KEY,
  rev BIGINT NOT NULL DEFAULT 0,
  region TEXT COLLATE "C" NOT NULL DEFAULT '',
  created TEXT COLLATE "C" NOT NULL DEFAULT '',
  updated TEXT COLLATE "C" NOT NULL DEFAULT '',
  enforcement TEXT COLLATE "C" NOT NULL DEFAULT '',
  party TEXT COLLATE "C" NOT NULL DEFAULT '',
  violation TEXT COLLATE "C" NOT NULL DEFAULT '',
  title TEXT COLLATE "C" NOT NULL DEFAULT '',
  detail TEXT COLLATE "C" NOT NULL DEFAULT '',
  finding TEXT COLLATE "C" NOT NULL DEFAULT '',
  acted_on TEXT COLLATE "C" NOT NULL DEFAULT '',
  acted_until TEXT COLLATE "C" NOT NULL DEFAULT '',
  article TEXT COLLATE "C" NOT NULL DEFAULT '',
  basis TEXT COLLATE "C" NOT NULL DEFAULT '',
  stage TEXT COLLATE "C" NOT NULL DEFAULT '',
  sanctions TEXT COLLATE "C" NOT NULL DEFAULT 'null',
  min_fine BIGINT NOT NULL DEFAULT 0,
  max_fine BIGINT NOT NULL DEFAULT 0,
  tier_no BIGINT NOT NULL DEFAULT 0,
  factor_value DOUBLE PRECISION NOT NULL DEFAULT 0,
  gains BIGINT NOT NULL DEFAULT 0,
  tier TEXT COLLATE "C" NOT NULL DEFAULT '',
  tier_min BIGINT NOT NULL DEFAULT 0,
  tier_max BIGINT NOT NULL DEFAULT 0,
  tier_basis TEXT COLLATE "C" NOT NULL DEFAULT '',
  factors TEXT COLLATE "C" NOT NULL DEFAULT 'null',
  direction TEXT COLLATE "C" NOT NULL DEFAULT '',
  asked BIGINT NOT NULL DEFAULT 0,
  ordered_on TEXT COLLATE "C" NOT NULL DEFAULT '',
  found_on TEXT COLLATE "C" NOT NULL DEFAULT '',
  content TEXT COLLATE "C" NOT NULL DEFAULT '',
  low BIGINT NOT NULL DEFAULT 0,
  high BIGINT NOT NULL DEFAULT 0,
  days BIGINT NOT NULL DEFAULT 0,
  amount BIGINT NOT NULL DEFAULT 0,
  capital TEXT COLLATE "C" NOT NULL DEFAULT '',
  working TEXT COLLATE "C" NOT NULL DEFAULT 'null',
  lowered BOOLEAN NOT NULL DEFAULT FALSE,
  status TEXT COLLATE "C" NOT NULL DEFAULT '',
  explain TEXT COLLATE "C" NOT NULL DEFAULT ''
);
CREATE INDEX IF NOT EXISTS enforcement_charge_region_index ON enforcement_charge (region, id);
CREATE INDEX IF NOT EXISTS enforcement_charge_enforcement_page ON enforcement_charge (enforcement, id, region);
CREATE INDEX IF NOT EXISTS enforcement_charge_party_page ON enforcement_charge (party, id, region);
CREATE INDEX IF NOT EXISTS enforcement_charge_violation_some ON enforcement_charge (violation, id, region) WHERE violation <> '';
CREATE INDEX IF NOT EXISTS enforcement_charge_finding_some ON enforcement_charge (finding, id, region) WHERE finding <> '';
CREATE INDEX IF NOT EXISTS enforcement_charge_status_page ON enforcement_charge (status, id, region);
CREATE INDEX IF NOT EXISTS enforcement_charge_enforcement_party_index ON enforcement_charge (enforcement, party, id);
CREATE INDEX IF NOT EXISTS enforcement_charge_title_index ON enforcement_charge (title, id);
CREATE INDEX IF NOT EXISTS enforcement_charge_finding_known ON enforcement_charge (finding, id) WHERE finding <> '';
CREATE TABLE IF NOT EXISTS enforcement_evidence (
  id TEXT COLLATE "C" PRIMARY KEY,
  rev BIGINT NOT NULL DEFAULT 0,
  region TEXT COLLATE "C" NOT NULL DEFAULT '',
  created TEXT COLLATE "C" NOT NULL DEFAULT '',
  updated TEXT COLLATE "C" NOT NULL DEFAULT '',
  enforcement TEXT COLLATE "C" NOT NULL DEFAULT '',
  kind TEXT COLLATE "C" NOT NULL DEFAULT '',
  title TEXT COLLATE "C" NOT NULL DEFAULT '',
  proves TEXT COLLATE "C" NOT NULL DEFAULT '',
  files TEXT COLLATE "C" NOT NULL DEFAULT 'null',
  taken_on TEXT COLLATE "C" NOT NULL DEFAULT '',
  place TEXT COLLATE "C" NOT NULL DEFAULT '',
  position TEXT COLLATE "C" NOT NULL DEFAULT 'null',
  taker TEXT COLLATE "C" NOT NULL DEFAULT '',
  device TEXT COLLATE "C" NOT NULL DEFAULT '',
  provider TEXT COLLATE "C" NOT NULL DEFAULT '',
  copied BOOLEAN NOT NULL DEFAULT FALSE,
  checked TEXT COLLATE "C" NOT NULL DEFAULT '',
  quantity TEXT COLLATE "C" NOT NULL DEFAULT '',
  pages BIGINT NOT NULL DEFAULT 0,
  sampled BOOLEAN NOT NULL DEFAULT FALSE,
  samples TEXT COLLATE "C" NOT NULL DEFAULT 'null',
  officers TEXT COLLATE "C" NOT NULL DEFAULT 'null',
  excluded TEXT COLLATE "C" NOT NULL DEFAULT ''
);
CREATE INDEX IF NOT EXISTS enforcement_evidence_region_index ON enforcement_evidence (region, id);
CREATE INDEX IF NOT EXISTS enforcement_evidence_enforcement_page ON enforcement_evidence (enforcement, taken_on, id, region);
CREATE INDEX IF NOT EXISTS enforcement_evidence_kind_page ON enforcement_evidence (kind, taken_on, id, region);
CREATE INDEX IF NOT EXISTS enforcement_evidence_taken_on_order ON enforcement_evidence (taken_on, id, region);
CREATE INDEX IF NOT EXISTS enforcement_evidence_sampled_some ON enforcement_evidence (sampled, taken_on, id, region) WHERE sampled = TRUE;
CREATE INDEX IF NOT EXISTS enforcement_evidence_enforcement_taken_on_index ON enforcement_evidence (enforcement, taken_on, id);
CREATE TABLE IF NOT EXISTS enforcement_statement (
  id TEXT COLLATE "C" PRIMARY KEY,
  rev BIGINT NOT NULL DEFAULT 0,
  region TEXT COLLATE "C" NOT NULL DEFAULT '',
  created TEXT COLLATE "C" NOT NULL DEFAULT '',
  updated TEXT COLLATE "C" NOT NULL DEFAULT '',
  enforcement TEXT COLLATE "C" NOT NULL DEFAULT '',
  kind TEXT COLLATE "C" NOT NULL DEFAULT '',
  times BIGINT NOT NULL DEFAULT 0,
  title TEXT COLLATE "C" NOT NULL DEFAULT '',
  started_at TEXT COLLATE "C" NOT NULL DEFAULT '',
  ended_at TEXT COLLATE "C" NOT NULL DEFAULT '',
  place TEXT COLLATE "C" NOT NULL DEFAULT '',
  weather TEXT COLLATE "C" NOT NULL DEFAULT '',
  person TEXT COLLATE "C" NOT NULL DEFAULT '',
  gender TEXT COLLATE "C" NOT NULL DEFAULT '',
  age BIGINT NOT NULL DEFAULT 0,
  id_number TEXT COLLATE "C" NOT NULL DEFAULT '',
  employer TEXT COLLATE "C" NOT NULL DEFAULT '',
  post TEXT COLLATE "C" NOT NULL DEFAULT '',
  address TEXT COLLATE "C" NOT NULL DEFAULT '',
  phone TEXT COLLATE "C" NOT NULL DEFAULT '',
  invited TEXT COLLATE "C" NOT NULL DEFAULT '',
  officers TEXT COLLATE "C" NOT NULL DEFAULT 'null',
  recorder TEXT COLLATE "C" NOT NULL DEFAULT '',
  informed BOOLEAN NOT NULL DEFAULT FALSE,
  lines TEXT COLLATE "C" NOT NULL DEFAULT 'null',
  text TEXT COLLATE "C" NOT NULL DEFAULT '',
  sketch TEXT COLLATE "C" NOT NULL DEFAULT 'null',
  corrections TEXT COLLATE "C" NOT NULL DEFAULT '',
  signatures TEXT COLLATE "C" NOT NULL DEFAULT 'null',
  status TEXT COLLATE "C" NOT NULL DEFAULT ''
);
CREATE INDEX IF NOT EXISTS enforcement_statement_started_at_order ON enforcement_statement (started_at, id, region);
CREATE INDEX IF NOT EXISTS enforcement_statement_enforcement_page ON enforcement_statement (enforcement, started_at, id, region);
CREATE INDEX IF NOT EXISTS enforcement_statement_kind_page ON enforcement_statement (kind, started_at, id, region);
CREATE INDEX IF NOT EXISTS enforcement_statement_status_page ON enforcement_statement (status, started_at, id, region);
CREATE INDEX IF NOT EXISTS enforcement_statement_enforcement_started_at_index ON enforcement_statement (enforcement, started_at, id);
CREATE INDEX IF NOT EXISTS enforcement_statement_region_started_at_index ON enforcement_statement (region, started_at, id);
CREATE TABLE IF NOT EXISTS enforcement_measure (
  id TEXT COLLATE "C" PRIMARY KEY,
  rev BIGINT NOT NULL DEFAULT 0,
  region TEXT COLLATE "C" NOT NULL DEFAULT '',
  created TEXT COLLATE "C" NOT NULL DEFAULT '',
  updated TEXT COLLATE "C" NOT NULL DEFAULT '',
  enforcement TEXT COLLATE "C" NOT NULL DEFAULT '',
  party TEXT COLLATE "C" NOT NULL DEFAULT '',
  kind TEXT COLLATE "C" NOT NULL DEFAULT '',
  title TEXT COLLATE "C" NOT NULL DEFAULT '',
  reason TEXT COLLATE "C" NOT NULL DEFAULT '',
  basis TEXT COLLATE "C" NOT NULL DEFAULT '',
  place TEXT COLLATE "C" NOT NULL DEFAULT '',
  keeper TEXT COLLATE "C" NOT NULL DEFAULT '',
  items TEXT COLLATE "C" NOT NULL DEFAULT 'null',
  urgent BOOLEAN NOT NULL DEFAULT FALSE,
  officers TEXT COLLATE "C" NOT NULL DEFAULT 'null',
  supplier TEXT COLLATE "C" NOT NULL DEFAULT '',
  warned_on TEXT COLLATE "C" NOT NULL DEFAULT '',
  approved_on TEXT COLLATE "C" NOT NULL DEFAULT '',
  approved_by TEXT COLLATE "C" NOT NULL DEFAULT '',
  started_on TEXT COLLATE "C" NOT NULL DEFAULT '',
  until_on TEXT COLLATE "C" NOT NULL DEFAULT '',
  clock TEXT COLLATE "C" NOT NULL DEFAULT 'null',
  more_why TEXT COLLATE "C" NOT NULL DEFAULT '',
  more_on TEXT COLLATE "C" NOT NULL DEFAULT '',
  disposal TEXT COLLATE "C" NOT NULL DEFAULT '',
  disposed TEXT COLLATE "C" NOT NULL DEFAULT '',
  disposed_on TEXT COLLATE "C" NOT NULL DEFAULT '',
  overran BOOLEAN NOT NULL DEFAULT FALSE,
  status TEXT COLLATE "C" NOT NULL DEFAULT ''
);
CREATE INDEX IF NOT EXISTS enforcement_measure_region_index ON enforcement_measure (region, id);
CREATE INDEX IF NOT EXISTS enforcement_measure_enforcement_page ON enforcement_measure (enforcement, id, region);
CREATE INDEX IF NOT EXISTS enforcement_measure_party_page ON enforcement_measure (party, id, region);
CREATE INDEX IF NOT EXISTS enforcement_measure_kind_page ON enforcement_measure (kind, id, region);
CREATE INDEX IF NOT EXISTS enforcement_measure_until_on_order ON enforcement_measure (until_on, id, region);
CREATE INDEX IF NOT EXISTS enforcement_measure_overran_some ON enforcement_measure (overran, id, region) WHERE overran = TRUE;
CREATE INDEX IF NOT EXISTS enforcement_measure_status_page ON enforcement_measure (status, id, region);
CREATE INDEX IF NOT EXISTS enforcement_measure_enforcement_status_index ON enforcement_measure (enforcement, status, id);
CREATE TABLE IF NOT EXISTS enforcement_appraisal (
  id TEXT COLLATE "C" PRIMARY KEY,
  rev BIGINT NOT NULL DEFAULT 0,
  region TEXT COLLATE "C" NOT NULL DEFAULT '',
  created TEXT COLLATE "C" NOT NULL DEFAULT '',
  updated TEXT COLLATE "C" NOT NULL DEFAULT '',
  enforcement TEXT COLLATE "C" NOT NULL DEFAULT '',
  measure TEXT COLLATE "C" NOT NULL DEFAULT '',
  title TEXT COLLATE "C" NOT NULL DEFAULT '',
  agency_name TEXT COLLATE "C" NOT NULL DEFAULT '',
  licence TEXT COLLATE "C" NOT NULL DEFAULT '',
  items TEXT COLLATE "C" NOT NULL DEFAULT 'null',
  wanted TEXT COLLATE "C" NOT NULL DEFAULT '',
  sent_on TEXT COLLATE "C" NOT NULL DEFAULT '',
  expect_on TEXT COLLATE "C" NOT NULL DEFAULT '',
  result TEXT COLLATE "C" NOT NULL DEFAULT '',
  report TEXT COLLATE "C" NOT NULL DEFAULT 'null',
  result_on TEXT COLLATE "C" NOT NULL DEFAULT '',
  told_on TEXT COLLATE "C" NOT NULL DEFAULT '',
  status TEXT COLLATE "C" NOT NULL DEFAULT ''
);
CREATE INDEX IF NOT EXISTS enforcement_appraisal_region_index ON enforcement_appraisal (region, id);
CREATE INDEX IF NOT EXISTS enforcement_appraisal_enforcement_page ON enforcement_appraisal (enforcement, sent_on, id, region);
CREATE INDEX IF NOT EXISTS enforcement_appraisal_measure_some ON enforcement_appraisal (measure, sent_on, id, region) WHERE measure <> '';
CREATE INDEX IF NOT EXISTS enforcement_appraisal_sent_on_order ON enforcement_appraisal (sent_on, id, region);
CREATE INDEX IF NOT EXISTS enforcement_appraisal_status_page ON enforcement_appraisal (status, sent_on, id, region);
CREATE INDEX IF NOT EXISTS enforcement_appraisal_enforcement_status_index ON enforcement_appraisal (enforcement, status, id);
CREATE TABLE IF NOT EXISTS enforcement_hearing (
  id TEXT COLLATE "C" PRIMARY KEY,
  rev BIGINT NOT NULL DEFAULT 0,
  region TEXT COLLATE "C" NOT NULL DEFAULT '',
  created TEXT COLLATE "C" NOT NULL DEFAULT '',
  updated TEXT COLLATE "C" NOT NULL DEFAULT '',
  enforcement TEXT COLLATE "C" NOT NULL DEFAULT '',
  title TEXT COLLATE "C" NOT NULL DEFAULT '',
  held_on TEXT COLLATE "C" NOT NULL DEFAULT '',
  held_at TEXT COLLATE "C" NOT NULL DEFAULT '',
  place TEXT COLLATE "C" NOT NULL DEFAULT '',
  open BOOLEAN NOT NULL DEFAULT FALSE,
  host TEXT COLLATE "C" NOT NULL DEFAULT '',
  members TEXT COLLATE "C" NOT NULL DEFAULT 'null',
  recorder TEXT COLLATE "C" NOT NULL DEFAULT '',
  contact TEXT COLLATE "C" NOT NULL DEFAULT '',
  notified_on TEXT COLLATE "C" NOT NULL DEFAULT '',
  absent BOOLEAN NOT NULL DEFAULT FALSE,
  attendants TEXT COLLATE "C" NOT NULL DEFAULT 'null',
  record TEXT COLLATE "C" NOT NULL DEFAULT '',
  confirmed BOOLEAN NOT NULL DEFAULT FALSE,
  digest TEXT COLLATE "C" NOT NULL DEFAULT '',
  host_says TEXT COLLATE "C" NOT NULL DEFAULT '',
  proof TEXT COLLATE "C" NOT NULL DEFAULT 'null',
  status TEXT COLLATE "C" NOT NULL DEFAULT ''
);
CREATE INDEX IF NOT EXISTS enforcement_hearing_region_index ON enforcement_hearing (region, id);
CREATE INDEX IF NOT EXISTS enforcement_hearing_enforcement_page ON enforcement_hearing (enforcement, held_on, id, region);
CREATE INDEX IF NOT EXISTS enforcement_hearing_held_on_order ON enforcement_hearing (held_on, id, region);
CREATE INDEX IF NOT EXISTS enforcement_hearing_host_page ON enforcement_hearing (host, held_on, id, region);
CREATE INDEX IF NOT EXISTS enforcement_hearing_status_page ON enforcement_hearing (status, held_on, id, region);
CREATE INDEX IF NOT EXISTS enforcement_hearing_enforcement_status_index ON enforcement_hearing (enforcement, status, id);
CREATE TABLE IF NOT EXISTS enforcement_discussion (
  id TEXT COLLATE "C" PRIMARY KEY,
  rev BIGINT NOT NULL DEFAULT 0,
  region TEXT COLLATE "C" NOT NULL DEFAULT '',
  created TEXT COLLATE "C" NOT NULL DEFAULT '',
  updated TEXT COLLATE "C" NOT NULL DEFAULT '',
  enforcement TEXT COLLATE "C" NOT NULL DEFAULT '',
  title TEXT COLLATE "C" NOT NULL DEFAULT '',
  held_on TEXT COLLATE "C" NOT NULL DEFAULT '',
  held_at TEXT COLLATE "C" NOT NULL DEFAULT '',
  place TEXT COLLATE "C" NOT NULL DEFAULT '',
  host TEXT COLLATE "C" NOT NULL DEFAULT '',
  reporter TEXT COLLATE "C" NOT NULL DEFAULT '',
  recorder TEXT COLLATE "C" NOT NULL DEFAULT '',
  attendants TEXT COLLATE "C" NOT NULL DEFAULT 'null',
  content TEXT COLLATE "C" NOT NULL DEFAULT '',
  conclusion TEXT COLLATE "C" NOT NULL DEFAULT '',
  status TEXT COLLATE "C" NOT NULL DEFAULT ''
);
CREATE INDEX IF NOT EXISTS enforcement_discussion_region_index ON enforcement_discussion (region, id);
CREATE INDEX IF NOT EXISTS enforcement_discussion_enforcement_page ON enforcement_discussion (enforcement, held_on, id, region);
CREATE INDEX IF NOT EXISTS enforcement_discussion_held_on_order ON enforcement_discussion (held_on, id, region);
CREATE INDEX IF NOT EXISTS enforcement_discussion_status_page ON enforcement_discussion (status, held_on, id, region);
CREATE INDEX IF NOT EXISTS enforcement_discussion_enforcement_status_index ON enforcement_discussion (enforcement, status, id);
CREATE TABLE IF NOT EXISTS enforcement_payment (
  id TEXT COLLATE "C" PRIMARY KEY,
  rev BIGINT NOT NULL DEFAULT 0,
  region TEXT COLLATE "C" NOT NULL DEFAULT '',
  created TEXT COLLATE "C" NOT NULL DEFAULT '',
  updated TEXT COLLATE "C" NOT NULL DEFAULT '',
  enforcement TEXT COLLATE "C" NOT NULL DEFAULT '',
  party TEXT COLLATE "C" NOT NULL DEFAULT '',
  part TEXT COLLATE "C" NOT NULL DEFAULT '',
  paid_on TEXT COLLATE "C" NOT NULL DEFAULT '',
  amount BIGINT NOT NULL DEFAULT 0,
  way TEXT COLLATE "C" NOT NULL DEFAULT '',
  receipt TEXT COLLATE "C" NOT NULL DEFAULT '',
  proof TEXT COLLATE "C" NOT NULL DEFAULT 'null'
);
CREATE INDEX IF NOT EXISTS enforcement_payment_region_index ON enforcement_payment (region, id);
CREATE INDEX IF NOT EXISTS enforcement_payment_enforcement_page ON enforcement_payment (enforcement, paid_on, id, region);
CREATE INDEX IF NOT EXISTS enforcement_payment_party_page ON enforcement_payment (party, paid_on, id, region);
CREATE INDEX IF NOT EXISTS enforcement_payment_part_page ON enforcement_payment (part, paid_on, id, region);
CREATE INDEX IF NOT EXISTS enforcement_payment_paid_on_order ON enforcement_payment (paid_on, id, region);
CREATE INDEX IF NOT EXISTS enforcement_payment_enforcement_paid_on_index ON enforcement_payment (enforcement, paid_on, id);
CREATE TABLE IF NOT EXISTS enforcement_deferral (
  id TEXT COLLATE "C" PRIMARY KEY,
  rev BIGINT NOT NULL DEFAULT 0,
  region TEXT COLLATE "C" NOT NULL DEFAULT '',
  created TEXT COLLATE "C" NOT NULL DEFAULT '',
  updated TEXT COLLATE "C" NOT NULL DEFAULT '',
  enforcement TEXT COLLATE "C" NOT NULL DEFAULT '',
  party TEXT COLLATE "C" NOT NULL DEFAULT '',
  way TEXT COLLATE "C" NOT NULL DEFAULT '',
  reason TEXT COLLATE "C" NOT NULL DEFAULT '',
  until TEXT COLLATE "C" NOT NULL DEFAULT '',
  instalments TEXT COLLATE "C" NOT NULL DEFAULT 'null',
  remit BIGINT NOT NULL DEFAULT 0,
  proof TEXT COLLATE "C" NOT NULL DEFAULT 'null',
  asked_on TEXT COLLATE "C" NOT NULL DEFAULT '',
  ruled_on TEXT COLLATE "C" NOT NULL DEFAULT '',
  ruled_by TEXT COLLATE "C" NOT NULL DEFAULT '',
  letter_no TEXT COLLATE "C" NOT NULL DEFAULT '',
  status TEXT COLLATE "C" NOT NULL DEFAULT ''
);
CREATE INDEX IF NOT EXISTS enforcement_deferral_region_index ON enforcement_deferral (region, id);
CREATE INDEX IF NOT EXISTS enforcement_deferral_enforcement_page ON enforcement_deferral (enforcement, id, region);
CREATE INDEX IF NOT EXISTS enforcement_deferral_party_page ON enforcement_deferral (party, id, region);
CREATE INDEX IF NOT EXISTS enforcement_deferral_way_page ON enforcement_deferral (way, id, region);
CREATE INDEX IF NOT EXISTS enforcement_deferral_status_page ON enforcement_deferral (status, id, region);
CREATE INDEX IF NOT EXISTS enforcement_deferral_enforcement_status_index ON enforcement_deferral (enforcement, status, id);
CREATE TABLE IF NOT EXISTS enforcement_challenge (
  id TEXT COLLATE "C" PRIMARY KEY,
  rev BIGINT NOT NULL DEFAULT 0,
  region TEXT COLLATE "C" NOT NULL DEFAULT '',
  created TEXT COLLATE "C" NOT NULL DEFAULT '',
  updated TEXT COLLATE "C" NOT NULL DEFAULT '',
  enforcement TEXT COLLATE "C" NOT NULL DEFAULT '',
  remedy TEXT COLLATE "C" NOT NULL DEFAULT '',
  organ TEXT COLLATE "C" NOT NULL DEFAULT '',
  taken_on TEXT COLLATE "C" NOT NULL DEFAULT '',
  claim TEXT COLLATE "C" NOT NULL DEFAULT '',
  number TEXT COLLATE "C" NOT NULL DEFAULT '',
  verdict TEXT COLLATE "C" NOT NULL DEFAULT '',
  ruled_on TEXT COLLATE "C" NOT NULL DEFAULT '',
  new_fine BIGINT NOT NULL DEFAULT 0,
  document TEXT COLLATE "C" NOT NULL DEFAULT 'null',
  status TEXT COLLATE "C" NOT NULL DEFAULT ''
);
CREATE INDEX IF NOT EXISTS enforcement_challenge_region_index ON enforcement_challenge (region, id);
CREATE INDEX IF NOT EXISTS enforcement_challenge_enforcement_page ON enforcement_challenge (enforcement, taken_on, id, region);
CREATE INDEX IF NOT EXISTS enforcement_challenge_remedy_page ON enforcement_challenge (remedy, taken_on, id, region);
CREATE INDEX IF NOT EXISTS enforcement_challenge_taken_on_order ON enforcement_challenge (taken_on, id, region);
CREATE INDEX IF NOT EXISTS enforcement_challenge_verdict_some ON enforcement_challenge (verdict, taken_on, id, region) WHERE verdict <> '';
CREATE INDEX IF NOT EXISTS enforcement_challenge_status_page ON enforcement_challenge (status, taken_on, id, region);
CREATE INDEX IF NOT EXISTS enforcement_challenge_enforcement_taken_on_index ON enforcement_challenge (enforcement, taken_on, id);
CREATE TABLE IF NOT EXISTS enforcement_publication (
  id TEXT COLLATE "C" PRIMARY KEY,
  rev BIGINT NOT NULL DEFAULT 0,
  region TEXT COLLATE "C" NOT NULL DEFAULT '',
  created TEXT COLLATE "C" NOT NULL DEFAULT '',
  updated TEXT COLLATE "C" NOT NULL DEFAULT '',
  enforcement TEXT COLLATE "C" NOT NULL DEFAULT '',
  party TEXT COLLATE "C" NOT NULL DEFAULT '',
  name TEXT COLLATE "C" NOT NULL DEFAULT '',
  kind TEXT COLLATE "C" NOT NULL DEFAULT '',
  credit_code TEXT COLLATE "C" NOT NULL DEFAULT '',
  legal_person TEXT COLLATE "C" NOT NULL DEFAULT '',
  decision TEXT COLLATE "C" NOT NULL DEFAULT '',
  offence TEXT COLLATE "C" NOT NULL DEFAULT '',
  facts TEXT COLLATE "C" NOT NULL DEFAULT '',
  basis TEXT COLLATE "C" NOT NULL DEFAULT '',
  sanctions TEXT COLLATE "C" NOT NULL DEFAULT 'null',
  content TEXT COLLATE "C" NOT NULL DEFAULT '',
  amount BIGINT NOT NULL DEFAULT 0,
  confiscated BIGINT NOT NULL DEFAULT 0,
  licence TEXT COLLATE "C" NOT NULL DEFAULT '',
  decided_on TEXT COLLATE "C" NOT NULL DEFAULT '',
  valid_until TEXT COLLATE "C" NOT NULL DEFAULT '',
  shown_until TEXT COLLATE "C" NOT NULL DEFAULT '',
  organ TEXT COLLATE "C" NOT NULL DEFAULT '',
  organ_code TEXT COLLATE "C" NOT NULL DEFAULT '',
  publish_by TEXT COLLATE "C" NOT NULL DEFAULT '',
  published_on TEXT COLLATE "C" NOT NULL DEFAULT '',
  withdrawn_on TEXT COLLATE "C" NOT NULL DEFAULT '',
  withdrawn_why TEXT COLLATE "C" NOT NULL DEFAULT '',
  remark TEXT COLLATE "C" NOT NULL DEFAULT '',
  status TEXT COLLATE "C" NOT NULL DEFAULT ''
);
CREATE INDEX IF NOT EXISTS enforcement_publication_region_index ON enforcement_publication (region, id);
CREATE INDEX IF NOT EXISTS enforcement_publication_enforcement_some ON enforcement_publication (enforcement, decided_on, id, region) WHERE enforcement <> '';
CREATE INDEX IF NOT EXISTS enforcement_publication_party_some ON enforcement_publication (party, decided_on, id, region) WHERE party <> '';
CREATE INDEX IF NOT EXISTS enforcement_publication_kind_some ON enforcement_publication (kind, decided_on, id, region) WHERE kind <> '';
CREATE INDEX IF NOT EXISTS enforcement_publication_decided_on_order ON enforcement_publication (decided_on, id, region);
CREATE INDEX IF NOT EXISTS enforcement_publication_published_on_some ON enforcement_publication (published_on, decided_on, id, region) WHERE published_on <> '';
CREATE INDEX IF NOT EXISTS enforcement_publication_status_page ON enforcement_publication (status, decided_on, id, region);
CREATE INDEX IF NOT EXISTS enforcement_publication_enforcement_party_index ON enforcement_publication (enforcement, party, id);
CREATE INDEX IF NOT EXISTS enforcement_publication_status_decided_on_index ON enforcement_publication (status, decided_on, id);
CREATE TABLE IF NOT EXISTS enforcement_term (
  id TEXT COLLATE "C" PRIMARY KEY,
  rev BIGINT NOT NULL DEFAULT 0,
  region TEXT COLLATE "C" NOT NULL DEFAULT '',
  created TEXT COLLATE "C" NOT NULL DEFAULT '',
  updated TEXT COLLATE "C" NOT NULL DEFAULT '',
  enforcement TEXT COLLATE "C" NOT NULL DEFAULT '',
  code TEXT COLLATE "C" NOT NULL DEFAULT '',
  title TEXT COLLATE "C" NOT NULL DEFAULT '',
  who TEXT COLLATE "C" NOT NULL DEFAULT '',
  started_on TEXT COLLATE "C" NOT NULL DEFAULT '',
  clock TEXT COLLATE "C" NOT NULL DEFAULT 'null',
  nominal TEXT COLLATE "C" NOT NULL DEFAULT '',
  last_on TEXT COLLATE "C" NOT NULL DEFAULT '',
  done_on TEXT COLLATE "C" NOT NULL DEFAULT '',
  state TEXT COLLATE "C" NOT NULL DEFAULT '',
  overran BOOLEAN NOT NULL DEFAULT FALSE,
  party_right BOOLEAN NOT NULL DEFAULT FALSE,
  basis TEXT COLLATE "C" NOT NULL DEFAULT ''
);
CREATE INDEX IF NOT EXISTS enforcement_term_region_index ON enforcement_term (region, id);
CREATE INDEX IF NOT EXISTS enforcement_term_enforcement_some ON enforcement_term (enforcement, last_on, id, region) WHERE enforcement <> '';
CREATE INDEX IF NOT EXISTS enforcement_term_code_some ON enforcement_term (code, last_on, id, region) WHERE code <> '';
CREATE INDEX IF NOT EXISTS enforcement_term_last_on_order ON enforcement_term (last_on, id, region);
CREATE INDEX IF NOT EXISTS enforcement_term_state_some ON enforcement_term (state, last_on, id, region) WHERE state <> '';
CREATE INDEX IF NOT EXISTS enforcement_term_overran_some ON enforcement_term (overran, last_on, id, region) WHERE overran = TRUE;
CREATE INDEX IF NOT EXISTS enforcement_term_enforcement_code_index ON enforcement_term (enforcement, code, id);
CREATE TABLE IF NOT EXISTS enforcement_limit (
  id TEXT COLLATE "C" PRIMARY KEY,
  rev BIGINT NOT NULL DEFAULT 0,
  region TEXT COLLATE "C" NOT NULL DEFAULT '',
  created TEXT COLLATE "C" NOT NULL DEFAULT '',
  updated TEXT COLLATE "C" NOT NULL DEFAULT '',
  code TEXT COLLATE "C" NOT NULL DEFAULT '',
  since TEXT COLLATE "C" NOT NULL DEFAULT '',
  number BIGINT NOT NULL DEFAULT 0,
  unit TEXT COLLATE "C" NOT NULL DEFAULT '',
  roll TEXT COLLATE "C" NOT NULL DEFAULT '',
  amount BIGINT NOT NULL DEFAULT 0,
  rate DOUBLE PRECISION NOT NULL DEFAULT 0,
  stops TEXT COLLATE "C" NOT NULL DEFAULT 'null',
  basis TEXT COLLATE "C" NOT NULL DEFAULT '',
  note TEXT COLLATE "C" NOT NULL DEFAULT ''
);
CREATE INDEX IF NOT EXISTS enforcement_limit_region_index ON enforcement_limit (region, id);
CREATE INDEX IF NOT EXISTS enforcement_limit_code_page ON enforcement_limit (code, since, id, region);
CREATE INDEX IF NOT EXISTS enforcement_limit_since_order ON enforcement_limit (since, id, region);
CREATE TABLE IF NOT EXISTS enforcement_matter (
  id TEXT COLLATE "C" PRIMARY KEY,
  rev BIGINT NOT NULL DEFAULT 0,
  region TEXT COLLATE "C" NOT NULL DEFAULT '',
  created TEXT COLLATE "C" NOT NULL DEFAULT '',
  updated TEXT COLLATE "C" NOT NULL DEFAULT '',
  enforcement TEXT COLLATE "C" NOT NULL DEFAULT '',
  party TEXT COLLATE "C" NOT NULL DEFAULT '',
  enterprise TEXT COLLATE "C" NOT NULL DEFAULT '',
  title TEXT COLLATE "C" NOT NULL DEFAULT '',
  cause TEXT COLLATE "C" NOT NULL DEFAULT '',
  organ TEXT COLLATE "C" NOT NULL DEFAULT '',
  told_on TEXT COLLATE "C" NOT NULL DEFAULT '',
  defence_until TEXT COLLATE "C" NOT NULL DEFAULT '',
  hearing_until TEXT COLLATE "C" NOT NULL DEFAULT '',
  outcome TEXT COLLATE "C" NOT NULL DEFAULT '',
  decision TEXT COLLATE "C" NOT NULL DEFAULT '',
  decided_on TEXT COLLATE "C" NOT NULL DEFAULT '',
  served_on TEXT COLLATE "C" NOT NULL DEFAULT '',
  amount BIGINT NOT NULL DEFAULT 0,
  owed BIGINT NOT NULL DEFAULT 0,
  pay_by TEXT COLLATE "C" NOT NULL DEFAULT '',
  opened_on TEXT COLLATE "C" NOT NULL DEFAULT '',
  status TEXT COLLATE "C" NOT NULL DEFAULT ''
);
CREATE INDEX IF NOT EXISTS enforcement_matter_region_index ON enforcement_matter (region, id);
CREATE INDEX IF NOT EXISTS enforcement_matter_enforcement_some ON enforcement_matter (enforcement, opened_on, id, region) WHERE enforcement <> '';
CREATE INDEX IF NOT EXISTS enforcement_matter_party_some ON enforcement_matter (party, opened_on, id, region) WHERE party <> '';
CREATE INDEX IF NOT EXISTS enforcement_matter_enterprise_some ON enforcement_matter (enterprise, opened_on, id, region) WHERE enterprise <> '';
CREATE INDEX IF NOT EXISTS enforcement_matter_opened_on_order ON enforcement_matter (opened_on, id, region);
CREATE INDEX IF NOT EXISTS enforcement_matter_status_some ON enforcement_matter (status, opened_on, id, region) WHERE status <> '';
CREATE INDEX IF NOT EXISTS enforcement_matter_enforcement_party_index ON enforcement_matter (enforcement, party, id);
CREATE TABLE IF NOT EXISTS enforcement_submission (
  id TEXT COLLATE "C" PRIMARY KEY,
  rev BIGINT NOT NULL DEFAULT 0,
  region TEXT COLLATE "C" NOT NULL DEFAULT '',
  created TEXT COLLATE "C" NOT NULL DEFAULT '',
  updated TEXT COLLATE "C" NOT NULL DEFAULT '',
  matter TEXT COLLATE "C" NOT NULL DEFAULT '',
  title TEXT COLLATE "C" NOT NULL DEFAULT '',
  purpose TEXT COLLATE "C" NOT NULL DEFAULT '',
  enforcement TEXT COLLATE "C" NOT NULL DEFAULT '',
  party TEXT COLLATE "C" NOT NULL DEFAULT '',
  enterprise TEXT COLLATE "C" NOT NULL DEFAULT '',
  words TEXT COLLATE "C" NOT NULL DEFAULT '',
  part TEXT COLLATE "C" NOT NULL DEFAULT '',
  paid_on TEXT COLLATE "C" NOT NULL DEFAULT '',
  amount BIGINT NOT NULL DEFAULT 0,
  receipt TEXT COLLATE "C" NOT NULL DEFAULT '',
  way TEXT COLLATE "C" NOT NULL DEFAULT '',
  until TEXT COLLATE "C" NOT NULL DEFAULT '',
  instalments TEXT COLLATE "C" NOT NULL DEFAULT 'null',
  remedy TEXT COLLATE "C" NOT NULL DEFAULT '',
  organ TEXT COLLATE "C" NOT NULL DEFAULT '',
  taken_on TEXT COLLATE "C" NOT NULL DEFAULT '',
  number TEXT COLLATE "C" NOT NULL DEFAULT '',
  proof TEXT COLLATE "C" NOT NULL DEFAULT 'null',
  handed_on TEXT COLLATE "C" NOT NULL DEFAULT '',
  handed_by TEXT COLLATE "C" NOT NULL DEFAULT '',
  handlers TEXT COLLATE "C" NOT NULL DEFAULT 'null',
  answer TEXT COLLATE "C" NOT NULL DEFAULT '',
  reply TEXT COLLATE "C" NOT NULL DEFAULT '',
  taken_by TEXT COLLATE "C" NOT NULL DEFAULT '',
  done_on TEXT COLLATE "C" NOT NULL DEFAULT '',
  status TEXT COLLATE "C" NOT NULL DEFAULT ''
);
CREATE INDEX IF NOT EXISTS enforcement_submission_region_index ON enforcement_submission (region, id);
CREATE INDEX IF NOT EXISTS enforcement_submission_matter_page ON enforcement_submission (matter, id, region);
CREATE INDEX IF NOT EXISTS enforcement_submission_purpose_page ON enforcement_submission (purpose, id, region);
CREATE INDEX IF NOT EXISTS enforcement_submission_enforcement_some ON enforcement_submission (enforcement, id, region) WHERE enforcement <> '';
CREATE INDEX IF NOT EXISTS enforcement_submission_party_some ON enforcement_submission (party, id, region) WHERE party <> '';
CREATE INDEX IF NOT EXISTS enforcement_submission_enterprise_some ON enforcement_submission (enterprise, id, region) WHERE enterprise <> '';
CREATE INDEX IF NOT EXISTS enforcement_submission_handed_on_order ON enforcement_submission (handed_on, id, region);
CREATE INDEX IF NOT EXISTS enforcement_submission_status_page ON enforcement_submission (status, id, region);
CREATE INDEX IF NOT EXISTS enforcement_submission_enforcement_status_index ON enforcement_submission (enforcement, status, id);
CREATE TABLE IF NOT EXISTS document (
  id TEXT COLLATE "C" PRIMARY KEY,
  rev BIGINT NOT NULL DEFAULT 0,
  region TEXT COLLATE "C" NOT NULL DEFAULT '',
  created TEXT COLLATE "C" NOT NULL DEFAULT '',
  updated TEXT COLLATE "C" NOT NULL DEFAULT '',
  kind TEXT COLLATE "C" NOT NULL DEFAULT '',
  title TEXT COLLATE "C" NOT NULL DEFAULT '',
  number TEXT COLLATE "C" NOT NULL DEFAULT '',
  provisional TEXT COLLATE "C" NOT NULL DEFAULT '',
  subject_type TEXT COLLATE "C" NOT NULL DEFAULT '',
  subject TEXT COLLATE "C" NOT NULL DEFAULT '',
  part TEXT COLLATE "C" NOT NULL DEFAULT '',
  about TEXT COLLATE "C" NOT NULL DEFAULT '',
  org TEXT COLLATE "C" NOT NULL DEFAULT '',
  enterprise TEXT COLLATE "C" NOT NULL DEFAULT '',
  party TEXT COLLATE "C" NOT NULL DEFAULT '',
  to_person BOOLEAN NOT NULL DEFAULT FALSE,
  sheet TEXT COLLATE "C" NOT NULL DEFAULT '',
  sourced TEXT COLLATE "C" NOT NULL DEFAULT 'null',
  version BIGINT NOT NULL DEFAULT 0,
  form_hash TEXT COLLATE "C" NOT NULL DEFAULT '',
  paper TEXT COLLATE "C" NOT NULL DEFAULT 'null',
  hash TEXT COLLATE "C" NOT NULL DEFAULT '',
  bare_hash TEXT COLLATE "C" NOT NULL DEFAULT '',
  sealed BOOLEAN NOT NULL DEFAULT FALSE,
  scans TEXT COLLATE "C" NOT NULL DEFAULT 'null',
  opinions TEXT COLLATE "C" NOT NULL DEFAULT 'null',
  stage TEXT COLLATE "C" NOT NULL DEFAULT '',
  asked TEXT COLLATE "C" NOT NULL DEFAULT 'null',
  any_leader BOOLEAN NOT NULL DEFAULT FALSE,
  decider TEXT COLLATE "C" NOT NULL DEFAULT '',
  opinion TEXT COLLATE "C" NOT NULL DEFAULT '',
  status TEXT COLLATE "C" NOT NULL DEFAULT '',
  drafter TEXT COLLATE "C" NOT NULL DEFAULT '',
  drafted_by TEXT COLLATE "C" NOT NULL DEFAULT '',
  submitted_on TEXT COLLATE "C" NOT NULL DEFAULT '',
  approved_on TEXT COLLATE "C" NOT NULL DEFAULT '',
  issued_on TEXT COLLATE "C" NOT NULL DEFAULT '',
  issued_at TEXT COLLATE "C" NOT NULL DEFAULT '',
  issued_by TEXT COLLATE "C" NOT NULL DEFAULT '',
  served_on TEXT COLLATE "C" NOT NULL DEFAULT '',
  void_asked TEXT COLLATE "C" NOT NULL DEFAULT '',
  voided_on TEXT COLLATE "C" NOT NULL DEFAULT '',
  replaces TEXT COLLATE "C" NOT NULL DEFAULT '',
  needs_approval BOOLEAN NOT NULL DEFAULT FALSE,
  reserved_number TEXT COLLATE "C" NOT NULL DEFAULT ''
);
CREATE INDEX IF NOT EXISTS document_region_index ON document (region, id);
CREATE INDEX IF NOT EXISTS document_kind_some ON document (kind, id, region) WHERE kind <> '';
CREATE INDEX IF NOT EXISTS document_org_some ON document (org, id, region) WHERE org <> '';
CREATE INDEX IF NOT EXISTS document_enterprise_some ON document (enterprise, id, region) WHERE enterprise <> '';
CREATE INDEX IF NOT EXISTS document_sealed_some ON document (sealed, id, region) WHERE sealed = TRUE;
CREATE INDEX IF NOT EXISTS document_stage_some ON document (stage, id, region) WHERE stage <> '';
CREATE INDEX IF NOT EXISTS document_decider_some ON document (decider, id, region) WHERE decider <> '';
CREATE INDEX IF NOT EXISTS document_status_page ON document (status, id, region);
CREATE INDEX IF NOT EXISTS document_drafter_some ON document (drafter, id, region) WHERE drafter <> '';
CREATE INDEX IF NOT EXISTS document_issued_on_order ON document (issued_on, id, region);
CREATE INDEX IF NOT EXISTS document_replaces_some ON document (replaces, id, region) WHERE replaces <> '';
CREATE INDEX IF NOT EXISTS document_subject_type_subject_index ON document (subject_type, subject, id);
CREATE TABLE IF NOT EXISTS document_signature (
  id TEXT COLLATE "C" PRIMARY KEY,
  rev BIGINT NOT NULL DEFAULT 0,
  region TEXT COLLATE "C" NOT NULL DEFAULT '',
  created TEXT COLLATE "C" NOT NULL DEFAULT '',
  updated TEXT COLLATE "C" NOT NULL DEFAULT '',
  document TEXT COLLATE "C" NOT NULL DEFAULT '',
  spot TEXT COLLATE "C" NOT NULL DEFAULT '',
  name TEXT COLLATE "C" NOT NULL DEFAULT '',
  post TEXT COLLATE "C" NOT NULL DEFAULT '',
  ink TEXT COLLATE "C" NOT NULL DEFAULT '',
  refused BOOLEAN NOT NULL DEFAULT FALSE,
  reason TEXT COLLATE "C" NOT NULL DEFAULT '',
  witness TEXT COLLATE "C" NOT NULL DEFAULT '',
  signed_at TEXT COLLATE "C" NOT NULL DEFAULT '',
  position TEXT COLLATE "C" NOT NULL DEFAULT 'null',
  device TEXT COLLATE "C" NOT NULL DEFAULT '',
  content_hash TEXT COLLATE "C" NOT NULL DEFAULT '',
  holds BOOLEAN NOT NULL DEFAULT FALSE,
  entered_by TEXT COLLATE "C" NOT NULL DEFAULT ''
);
CREATE INDEX IF NOT EXISTS document_signature_region_index ON document_signature (region, id);
CREATE INDEX IF NOT EXISTS document_signature_document_page ON document_signature (document, id, region);
CREATE TABLE IF NOT EXISTS document_service (
  id TEXT COLLATE "C" PRIMARY KEY,
  rev BIGINT NOT NULL DEFAULT 0,
  region TEXT COLLATE "C" NOT NULL DEFAULT '',
  created TEXT COLLATE "C" NOT NULL DEFAULT '',
  updated TEXT COLLATE "C" NOT NULL DEFAULT '',
  document TEXT COLLATE "C" NOT NULL DEFAULT '',
  way TEXT COLLATE "C" NOT NULL DEFAULT '',
  receiver TEXT COLLATE "C" NOT NULL DEFAULT '',
  agent BOOLEAN NOT NULL DEFAULT FALSE,
  relation TEXT COLLATE "C" NOT NULL DEFAULT '',
  channel TEXT COLLATE "C" NOT NULL DEFAULT '',
  place TEXT COLLATE "C" NOT NULL DEFAULT '',
  served_on TEXT COLLATE "C" NOT NULL DEFAULT '',
  served_at TEXT COLLATE "C" NOT NULL DEFAULT '',
  servers TEXT COLLATE "C" NOT NULL DEFAULT '',
  ink TEXT COLLATE "C" NOT NULL DEFAULT '',
  reason TEXT COLLATE "C" NOT NULL DEFAULT '',
  witnesses TEXT COLLATE "C" NOT NULL DEFAULT 'null',
  proof TEXT COLLATE "C" NOT NULL DEFAULT 'null',
  carrier TEXT COLLATE "C" NOT NULL DEFAULT '',
  mail_no TEXT COLLATE "C" NOT NULL DEFAULT '',
  posted_on TEXT COLLATE "C" NOT NULL DEFAULT '',
  posted_at TEXT COLLATE "C" NOT NULL DEFAULT '',
  effective_on TEXT COLLATE "C" NOT NULL DEFAULT '',
  receipt TEXT COLLATE "C" NOT NULL DEFAULT '',
  enterprise TEXT COLLATE "C" NOT NULL DEFAULT '',
  state TEXT COLLATE "C" NOT NULL DEFAULT ''
);
CREATE INDEX IF NOT EXISTS document_service_region_index ON document_service (region, id);
CREATE INDEX IF NOT EXISTS document_service_document_page ON document_service (document, id, region);
CREATE INDEX IF NOT EXISTS document_service_way_page ON document_service (way, id, region);
CREATE INDEX IF NOT EXISTS document_service_served_on_order ON document_service (served_on, id, region);
CREATE INDEX IF NOT EXISTS document_service_receipt_some ON document_service (receipt, id, region) WHERE receipt <> '';
CREATE INDEX IF NOT EXISTS document_service_enterprise_some ON document_service (enterprise, id, region) WHERE enterprise <> '';
CREATE INDEX IF NOT EXISTS document_service_state_page ON document_service (state, id, region);
CREATE TABLE IF NOT EXISTS document_number (
  id TEXT COLLATE "C" PRIMARY KEY,
  rev BIGINT NOT NULL DEFAULT 0,
  region TEXT COLLATE "C" NOT NULL DEFAULT '',
  created TEXT COLLATE "C" NOT NULL DEFAULT '',
  updated TEXT COLLATE "C" NOT NULL DEFAULT '',
  org TEXT COLLATE "C" NOT NULL DEFAULT '',
  kind TEXT COLLATE "C" NOT NULL DEFAULT '',
  year BIGINT NOT NULL DEFAULT 0,
  serial BIGINT NOT NULL DEFAULT 0,
  copy_no BIGINT NOT NULL DEFAULT 0,
  text TEXT COLLATE "C" NOT NULL DEFAULT '',
  key TEXT COLLATE "C" NOT NULL DEFAULT '',
  state TEXT COLLATE "C" NOT NULL DEFAULT '',
  document TEXT COLLATE "C" NOT NULL DEFAULT '',
  block TEXT COLLATE "C" NOT NULL DEFAULT '',
  given_on TEXT COLLATE "C" NOT NULL DEFAULT '',
  reason TEXT COLLATE "C" NOT NULL DEFAULT ''
);
CREATE INDEX IF NOT EXISTS document_number_region_index ON document_number (region, id);
CREATE INDEX IF NOT EXISTS document_number_org_some ON document_number (org, serial, id, region) WHERE org <> '';
CREATE INDEX IF NOT EXISTS document_number_kind_some ON document_number (kind, serial, id, region) WHERE kind <> '';
CREATE INDEX IF NOT EXISTS document_number_year_page ON document_number (year, serial, id, region);
CREATE INDEX IF NOT EXISTS document_number_serial_order ON document_number (serial, id, region);
CREATE UNIQUE INDEX IF NOT EXISTS document_number_key_unique ON document_number (key) WHERE key <> '';
CREATE INDEX IF NOT EXISTS document_number_state_some ON document_number (state, serial, id, region) WHERE state <> '';
CREATE INDEX IF NOT EXISTS document_number_document_some ON document_number (document, serial, id, region) WHERE document <> '';
CREATE INDEX IF NOT EXISTS document_number_block_some ON document_number (block, serial, id, region) WHERE block <> '';
CREATE INDEX IF NOT EXISTS document_number_given_on_order ON document_number (given_on, id, region);
CREATE INDEX IF NOT EXISTS document_number_org_kind_year_serial_index ON document_number (org, kind, year, serial, id);
CREATE INDEX IF NOT EXISTS document_number_document_known ON document_number (document, id) WHERE document <> '';
CREATE INDEX IF NOT EXISTS document_number_block_known ON document_number (block, id) WHERE block <> '';
CREATE TABLE IF NOT EXISTS document_block (
  id TEXT COLLATE "C" PRIMARY KEY,
  rev BIGINT NOT NULL DEFAULT 0,
  region TEXT COLLATE "C" NOT NULL DEFAULT '',
  created TEXT COLLATE "C" NOT NULL DEFAULT '',
  updated TEXT COLLATE "C" NOT NULL DEFAULT '',
  org TEXT COLLATE "C" NOT NULL DEFAULT '',
  kind TEXT COLLATE "C" NOT NULL DEFAULT '',
  device TEXT COLLATE "C" NOT NULL DEFAULT '',
  holder TEXT COLLATE "C" NOT NULL DEFAULT '',
  year BIGINT NOT NULL DEFAULT 0,
  first_serial BIGINT NOT NULL DEFAULT 0,
  last_serial BIGINT NOT NULL DEFAULT 0,
  used BIGINT NOT NULL DEFAULT 0,
  expires_on TEXT COLLATE "C" NOT NULL DEFAULT '',
  reason TEXT COLLATE "C" NOT NULL DEFAULT '',
  state TEXT COLLATE "C" NOT NULL DEFAULT ''
);
CREATE INDEX IF NOT EXISTS document_block_region_index ON document_block (region, id);
CREATE INDEX IF NOT EXISTS document_block_org_some ON document_block (org, id, region) WHERE org <> '';
CREATE INDEX IF NOT EXISTS document_block_kind_page ON document_block (kind, id, region);
CREATE INDEX IF NOT EXISTS document_block_expires_on_some ON document_block (expires_on, id, region) WHERE expires_on <> '';
CREATE INDEX IF NOT EXISTS document_block_state_page ON document_block (state, id, region);
CREATE TABLE IF NOT EXISTS document_template (
  id TEXT COLLATE "C" PRIMARY KEY,
  rev BIGINT NOT NULL DEFAULT 0,
  region TEXT COLLATE "C" NOT NULL DEFAULT '',
  created TEXT COLLATE "C" NOT NULL DEFAULT '',
  updated TEXT COLLATE "C" NOT NULL DEFAULT '',
  kind TEXT COLLATE "C" NOT NULL DEFAULT '',
  version BIGINT NOT NULL DEFAULT 0,
  file TEXT COLLATE "C" NOT NULL DEFAULT 'null',
  note TEXT COLLATE "C" NOT NULL DEFAULT '',
  unknown TEXT COLLATE "C" NOT NULL DEFAULT 'null',
  problems TEXT COLLATE "C" NOT NULL DEFAULT 'null',
  lost TEXT COLLATE "C" NOT NULL DEFAULT 'null',
  published_on TEXT COLLATE "C" NOT NULL DEFAULT '',
  published_by TEXT COLLATE "C" NOT NULL DEFAULT '',
  withdrawn_on TEXT COLLATE "C" NOT NULL DEFAULT '',
  state TEXT COLLATE "C" NOT NULL DEFAULT ''
);
CREATE INDEX IF NOT EXISTS document_template_region_index ON document_template (region, id);
CREATE INDEX IF NOT EXISTS document_template_kind_page ON document_template (kind, id, region);
CREATE INDEX IF NOT EXISTS document_template_state_page ON document_template (state, id, region);
CREATE TABLE IF NOT EXISTS document_organ (
  id TEXT COLLATE "C" PRIMARY KEY,
  rev BIGINT NOT NULL DEFAULT 0,
  region TEXT COLLATE "C" NOT NULL DEFAULT '',
  created TEXT COLLATE "C" NOT NULL DEFAULT '',
  updated TEXT COLLATE "C" NOT NULL DEFAULT '',
  org TEXT COLLATE "C" NOT NULL DEFAULT '',
  name TEXT COLLATE "C" NOT NULL DEFAULT '',
  address TEXT COLLATE "C" NOT NULL DEFAULT '',
  postcode TEXT COLLATE "C" NOT NULL DEFAULT '',
  legal_head TEXT COLLATE "C" NOT NULL DEFAULT '',
  contact TEXT COLLATE "C" NOT NULL DEFAULT '',
  telephone TEXT COLLATE "C" NOT NULL DEFAULT '',
  place TEXT COLLATE "C" NOT NULL DEFAULT '',
  prefix TEXT COLLATE "C" NOT NULL DEFAULT '',
  number_rule TEXT COLLATE "C" NOT NULL DEFAULT '',
  heads TEXT COLLATE "C" NOT NULL DEFAULT 'null',
  lawyers TEXT COLLATE "C" NOT NULL DEFAULT 'null',
  leaders TEXT COLLATE "C" NOT NULL DEFAULT 'null',
  approved TEXT COLLATE "C" NOT NULL DEFAULT 'null',
  reviewer TEXT COLLATE "C" NOT NULL DEFAULT '',
  court TEXT COLLATE "C" NOT NULL DEFAULT '',
  bank TEXT COLLATE "C" NOT NULL DEFAULT '',
  bank_holder TEXT COLLATE "C" NOT NULL DEFAULT '',
  bank_account TEXT COLLATE "C" NOT NULL DEFAULT ''
);
CREATE INDEX IF NOT EXISTS document_organ_region_index ON document_organ (region, id);
CREATE INDEX IF NOT EXISTS document_organ_org_page ON document_organ (org, id, region);
CREATE INDEX IF NOT EXISTS document_organ_number_rule_some ON document_organ (number_rule, id, region) WHERE number_rule <> '';
CREATE TABLE IF NOT EXISTS library_checklist (
  id TEXT COLLATE "C" PRIMARY KEY,
  rev BIGINT NOT NULL DEFAULT 0,
  region TEXT COLLATE "C" NOT NULL DEFAULT '',
  created TEXT COLLATE "C" NOT NULL DEFAULT '',
  updated TEXT COLLATE "C" NOT NULL DEFAULT '',
  name TEXT COLLATE "C" NOT NULL DEFAULT '',
  trade TEXT COLLATE "C" NOT NULL DEFAULT '',
  industry TEXT COLLATE "C" NOT NULL DEFAULT '',
  topic TEXT COLLATE "C" NOT NULL DEFAULT '',
  purpose TEXT COLLATE "C" NOT NULL DEFAULT '',
  edition TEXT COLLATE "C" NOT NULL DEFAULT '',
  version BIGINT NOT NULL DEFAULT 0,
  line TEXT COLLATE "C" NOT NULL DEFAULT '',
  enterprise TEXT COLLATE "C" NOT NULL DEFAULT '',
  origin TEXT COLLATE "C" NOT NULL DEFAULT '',
  items TEXT COLLATE "C" NOT NULL DEFAULT 'null',
  item_count BIGINT NOT NULL DEFAULT 0,
  source TEXT COLLATE "C" NOT NULL DEFAULT '',
  status TEXT COLLATE "C" NOT NULL DEFAULT '',
  published_on TEXT COLLATE "C" NOT NULL DEFAULT '',
  retired_on TEXT COLLATE "C" NOT NULL DEFAULT '',
  edition_key TEXT COLLATE "C" NOT NULL DEFAULT ''
);
CREATE INDEX IF NOT EXISTS library_checklist_region_index ON library_checklist (region, id);
CREATE INDEX IF NOT EXISTS library_checklist_trade_some ON library_checklist (trade, id, region) WHERE trade <> '';
CREATE INDEX IF NOT EXISTS library_checklist_industry_some ON library_checklist (industry, id, region) WHERE industry <> '';
CREATE INDEX IF NOT EXISTS library_checklist_topic_some ON library_checklist (topic, id, region) WHERE topic <> '';
CREATE INDEX IF NOT EXISTS library_checklist_purpose_some ON library_checklist (purpose, id, region) WHERE purpose <> '';
CREATE INDEX IF NOT EXISTS library_checklist_line_some ON library_checklist (line, id, region) WHERE line <> '';
CREATE INDEX IF NOT EXISTS library_checklist_enterprise_some ON library_checklist (enterprise, id, region) WHERE enterprise <> '';
CREATE INDEX IF NOT EXISTS library_checklist_origin_some ON library_checklist (origin, id, region) WHERE origin <> '';
CREATE INDEX IF NOT EXISTS library_checklist_status_page ON library_checklist (status, id, region);
CREATE INDEX IF NOT EXISTS library_checklist_published_on_some ON library_checklist (published_on, id, region) WHERE published_on <> '';
CREATE UNIQUE INDEX IF NOT EXISTS library_checklist_edition_key_unique ON library_checklist (edition_key) WHERE edition_key <> '';
CREATE INDEX IF NOT EXISTS library_checklist_line_enterprise_status_index ON library_checklist (line, enterprise, status, id);
CREATE TABLE IF NOT EXISTS library_criterion (
  id TEXT COLLATE "C" PRIMARY KEY,
  rev BIGINT NOT NULL DEFAULT 0,
  region TEXT COLLATE "C" NOT NULL DEFAULT '',
  created TEXT COLLATE "C" NOT NULL DEFAULT '',
  updated TEXT COLLATE "C" NOT NULL DEFAULT '',
  code TEXT COLLATE "C" NOT NULL DEFAULT '',
  sector TEXT COLLATE "C" NOT NULL DEFAULT '',
  number BIGINT NOT NULL DEFAULT 0,
  name TEXT COLLATE "C" NOT NULL DEFAULT '',
  basis TEXT COLLATE "C" NOT NULL DEFAULT '',
  edition TEXT COLLATE "C" NOT NULL DEFAULT '',
  valid_from TEXT COLLATE "C" NOT NULL DEFAULT '',
  valid_until TEXT COLLATE "C" NOT NULL DEFAULT ''
);
CREATE INDEX IF NOT EXISTS library_criterion_region_index ON library_criterion (region, id);
CREATE INDEX IF NOT EXISTS library_criterion_code_order ON library_criterion (code, id, region);
CREATE UNIQUE INDEX IF NOT EXISTS library_criterion_code_unique ON library_criterion (code) WHERE code <> '';
CREATE INDEX IF NOT EXISTS library_criterion_sector_page ON library_criterion (sector, code, id, region);
CREATE INDEX IF NOT EXISTS library_criterion_edition_page ON library_criterion (edition, code, id, region);
CREATE INDEX IF NOT EXISTS library_criterion_valid_from_page ON library_criterion (valid_from, code, id, region);
CREATE INDEX IF NOT EXISTS library_criterion_valid_until_some ON library_criterion (valid_until, code, id, region) WHERE valid_until <> '';
CREATE TABLE IF NOT EXISTS library_matter (
  id TEXT COLLATE "C" PRIMARY KEY,
  rev BIGINT NOT NULL DEFAULT 0,
  region TEXT COLLATE "C" NOT NULL DEFAULT '',
  created TEXT COLLATE "C" NOT NULL DEFAULT '',
  updated TEXT COLLATE "C" NOT NULL DEFAULT '',
  code TEXT COLLATE "C" NOT NULL DEFAULT '',
  name TEXT COLLATE "C" NOT NULL DEFAULT '',
  trades TEXT COLLATE "C" NOT NULL DEFAULT 'null',
  field TEXT COLLATE "C" NOT NULL DEFAULT '',
  feature TEXT COLLATE "C" NOT NULL DEFAULT '',
  category TEXT COLLATE "C" NOT NULL DEFAULT '',
  articles TEXT COLLATE "C" NOT NULL DEFAULT 'null',
  basis TEXT COLLATE "C" NOT NULL DEFAULT '',
  violation TEXT COLLATE "C" NOT NULL DEFAULT '',
  level TEXT COLLATE "C" NOT NULL DEFAULT '',
  criterion TEXT COLLATE "C" NOT NULL DEFAULT '',
  method TEXT COLLATE "C" NOT NULL DEFAULT '',
  guide TEXT COLLATE "C" NOT NULL DEFAULT '',
  valid_from TEXT COLLATE "C" NOT NULL DEFAULT '',
  valid_until TEXT COLLATE "C" NOT NULL DEFAULT '',
  checked TEXT COLLATE "C" NOT NULL DEFAULT '',
  doubt TEXT COLLATE "C" NOT NULL DEFAULT '',
  checked_by TEXT COLLATE "C" NOT NULL DEFAULT ''
);
CREATE INDEX IF NOT EXISTS library_matter_region_index ON library_matter (region, id);
CREATE INDEX IF NOT EXISTS library_matter_code_order ON library_matter (code, id, region);
CREATE UNIQUE INDEX IF NOT EXISTS library_matter_code_unique ON library_matter (code) WHERE code <> '';
CREATE INDEX IF NOT EXISTS library_matter_field_page ON library_matter (field, code, id, region);
CREATE INDEX IF NOT EXISTS library_matter_feature_some ON library_matter (feature, code, id, region) WHERE feature <> '';
CREATE INDEX IF NOT EXISTS library_matter_category_page ON library_matter (category, code, id, region);
CREATE INDEX IF NOT EXISTS library_matter_violation_some ON library_matter (violation, code, id, region) WHERE violation <> '';
CREATE INDEX IF NOT EXISTS library_matter_level_some ON library_matter (level, code, id, region) WHERE level <> 'general';
CREATE INDEX IF NOT EXISTS library_matter_criterion_some ON library_matter (criterion, code, id, region) WHERE criterion <> '';
CREATE INDEX IF NOT EXISTS library_matter_valid_from_some ON library_matter (valid_from, code, id, region) WHERE valid_from <> '';
CREATE INDEX IF NOT EXISTS library_matter_valid_until_some ON library_matter (valid_until, code, id, region) WHERE valid_until <> '';
CREATE INDEX IF NOT EXISTS library_matter_checked_some ON library_matter (checked, code, id, region) WHERE checked <> '';
CREATE TABLE IF NOT EXISTS library_act (
  id TEXT COLLATE "C" PRIMARY KEY,
  rev BIGINT NOT NULL DEFAULT 0,
  region TEXT COLLATE "C" NOT NULL DEFAULT '',
  created TEXT COLLATE "C" NOT NULL DEFAULT '',
  updated TEXT COLLATE "C" NOT NULL DEFAULT '',
  short TEXT COLLATE "C" NOT NULL DEFAULT '',
  title TEXT COLLATE "C" NOT NULL DEFAULT '',
  level TEXT COLLATE "C" NOT NULL DEFAULT '',
  issuer TEXT COLLATE "C" NOT NULL DEFAULT '',
  number TEXT COLLATE "C" NOT NULL DEFAULT '',
  editions TEXT COLLATE "C" NOT NULL DEFAULT 'null',
  valid_until TEXT COLLATE "C" NOT NULL DEFAULT '',
  replaced_by TEXT COLLATE "C" NOT NULL DEFAULT '',
  valid_from TEXT COLLATE "C" NOT NULL DEFAULT '',
  state TEXT COLLATE "C" NOT NULL DEFAULT '',
  source TEXT COLLATE "C" NOT NULL DEFAULT 'null',
  checked TEXT COLLATE "C" NOT NULL DEFAULT '',
  doubt TEXT COLLATE "C" NOT NULL DEFAULT '',
  checked_by TEXT COLLATE "C" NOT NULL DEFAULT ''
);
CREATE INDEX IF NOT EXISTS library_act_region_index ON library_act (region, id);
CREATE INDEX IF NOT EXISTS library_act_short_broad ON library_act (short, id, region, issuer);
CREATE UNIQUE INDEX IF NOT EXISTS library_act_short_unique ON library_act (short) WHERE short <> '';
CREATE INDEX IF NOT EXISTS library_act_level_page ON library_act (level, short, id, region);
CREATE INDEX IF NOT EXISTS library_act_valid_until_some ON library_act (valid_until, short, id, region) WHERE valid_until <> '';
CREATE INDEX IF NOT EXISTS library_act_replaced_by_some ON library_act (replaced_by, short, id, region) WHERE replaced_by <> '';
CREATE INDEX IF NOT EXISTS library_act_valid_from_order ON library_act (valid_from, id, region);
CREATE INDEX IF NOT EXISTS library_act_state_some ON library_act (state, short, id, region) WHERE state <> '';
CREATE INDEX IF NOT EXISTS library_act_checked_some ON library_act (checked, short, id, region) WHERE checked <> '';
CREATE TABLE IF NOT EXISTS library_article (
  id TEXT COLLATE "C" PRIMARY KEY,
  rev BIGINT NOT NULL DEFAULT 0,
  region TEXT COLLATE "C" NOT NULL DEFAULT '',
  created TEXT COLLATE "C" NOT NULL DEFAULT '',
  updated TEXT COLLATE "C" NOT NULL DEFAULT '',
  act TEXT COLLATE "C" NOT NULL DEFAULT '',
  edition TEXT COLLATE "C" NOT NULL DEFAULT '',
  number TEXT COLLATE "C" NOT NULL DEFAULT '',
  topic TEXT COLLATE "C" NOT NULL DEFAULT '',
  summary TEXT COLLATE "C" NOT NULL DEFAULT '',
  valid_from TEXT COLLATE "C" NOT NULL DEFAULT '',
  valid_until TEXT COLLATE "C" NOT NULL DEFAULT '',
  earlier TEXT COLLATE "C" NOT NULL DEFAULT '',
  code TEXT COLLATE "C" NOT NULL DEFAULT '',
  state TEXT COLLATE "C" NOT NULL DEFAULT '',
  position BIGINT NOT NULL DEFAULT 0,
  checked TEXT COLLATE "C" NOT NULL DEFAULT '',
  doubt TEXT COLLATE "C" NOT NULL DEFAULT '',
  checked_by TEXT COLLATE "C" NOT NULL DEFAULT ''
);
CREATE INDEX IF NOT EXISTS library_article_region_index ON library_article (region, id);
CREATE INDEX IF NOT EXISTS library_article_act_page ON library_article (act, position, id, region);
CREATE INDEX IF NOT EXISTS library_article_edition_some ON library_article (edition, position, id, region) WHERE edition <> '';
CREATE INDEX IF NOT EXISTS library_article_valid_from_order ON library_article (valid_from, id, region);
CREATE INDEX IF NOT EXISTS library_article_valid_until_order ON library_article (valid_until, id, region);
CREATE INDEX IF NOT EXISTS library_article_earlier_some ON library_article (earlier, position, id, region) WHERE earlier <> '';
CREATE UNIQUE INDEX IF NOT EXISTS library_article_code_unique ON library_article (code) WHERE code <> '';
CREATE INDEX IF NOT EXISTS library_article_state_some ON library_article (state, position, id, region) WHERE state <> '';
CREATE INDEX IF NOT EXISTS library_article_position_order ON library_article (position, id, region);
CREATE INDEX IF NOT EXISTS library_article_checked_some ON library_article (checked, position, id, region) WHERE checked <> '';
CREATE INDEX IF NOT EXISTS library_article_act_position_index ON library_article (act, position, id);
CREATE TABLE IF NOT EXISTS library_violation (
  id TEXT COLLATE "C" PRIMARY KEY,
  rev BIGINT NOT NULL DEFAULT 0,
  region TEXT COLLATE "C" NOT NULL DEFAULT '',
  created TEXT COLLATE "C" NOT NULL DEFAULT '',
  updated TEXT COLLATE "C" NOT NULL DEFAULT '',
  code TEXT COLLATE "C" NOT NULL DEFAULT '',
  name TEXT COLLATE "C" NOT NULL DEFAULT '',
  field TEXT COLLATE "C" NOT NULL DEFAULT '',
  trades TEXT COLLATE "C" NOT NULL DEFAULT 'null',
  articles TEXT COLLATE "C" NOT NULL DEFAULT 'null',
  penalty TEXT COLLATE "C" NOT NULL DEFAULT '',
  clause TEXT COLLATE "C" NOT NULL DEFAULT '',
  kinds TEXT COLLATE "C" NOT NULL DEFAULT 'null',
  ranges TEXT COLLATE "C" NOT NULL DEFAULT 'null',
  valid_from TEXT COLLATE "C" NOT NULL DEFAULT '',
  valid_until TEXT COLLATE "C" NOT NULL DEFAULT '',
  earlier TEXT COLLATE "C" NOT NULL DEFAULT '',
  note TEXT COLLATE "C" NOT NULL DEFAULT '',
  checked TEXT COLLATE "C" NOT NULL DEFAULT '',
  doubt TEXT COLLATE "C" NOT NULL DEFAULT '',
  checked_by TEXT COLLATE "C" NOT NULL DEFAULT ''
);
CREATE INDEX IF NOT EXISTS library_violation_region_index ON library_violation (region, id);
CREATE INDEX IF NOT EXISTS library_violation_code_order ON library_violation (code, id, region);
CREATE UNIQUE INDEX IF NOT EXISTS library_violation_code_unique ON library_violation (code) WHERE code <> '';
CREATE INDEX IF NOT EXISTS library_violation_field_page ON library_violation (field, code, id, region);
CREATE INDEX IF NOT EXISTS library_violation_penalty_some ON library_violation (penalty, code, id, region) WHERE penalty <> '';
CREATE INDEX IF NOT EXISTS library_violation_valid_from_page ON library_violation (valid_from, code, id, region);
CREATE INDEX IF NOT EXISTS library_violation_valid_until_some ON library_violation (valid_until, code, id, region) WHERE valid_until <> '';
CREATE INDEX IF NOT EXISTS library_violation_earlier_some ON library_violation (earlier, code, id, region) WHERE earlier <> '';
CREATE INDEX IF NOT EXISTS library_violation_checked_some ON library_violation (checked, code, id, region) WHERE checked <> '';
CREATE TABLE IF NOT EXISTS library_discretion (
  id TEXT COLLATE "C" PRIMARY KEY,
  rev BIGINT NOT NULL DEFAULT 0,
  region TEXT COLLATE "C" NOT NULL DEFAULT '',
  created TEXT COLLATE "C" NOT NULL DEFAULT '',
  updated TEXT COLLATE "C" NOT NULL DEFAULT '',
  violation TEXT COLLATE "C" NOT NULL DEFAULT '',
  stage TEXT COLLATE "C" NOT NULL DEFAULT '',
  valid_from TEXT COLLATE "C" NOT NULL DEFAULT '',
  valid_until TEXT COLLATE "C" NOT NULL DEFAULT '',
  document TEXT COLLATE "C" NOT NULL DEFAULT '',
  factor TEXT COLLATE "C" NOT NULL DEFAULT '',
  factor_unit TEXT COLLATE "C" NOT NULL DEFAULT '',
  tiers TEXT COLLATE "C" NOT NULL DEFAULT 'null',
  title TEXT COLLATE "C" NOT NULL DEFAULT '',
  checked TEXT COLLATE "C" NOT NULL DEFAULT '',
  doubt TEXT COLLATE "C" NOT NULL DEFAULT '',
  checked_by TEXT COLLATE "C" NOT NULL DEFAULT ''
);
CREATE INDEX IF NOT EXISTS library_discretion_region_index ON library_discretion (region, id);
CREATE INDEX IF NOT EXISTS library_discretion_violation_page ON library_discretion (violation, valid_from, id, region);
CREATE INDEX IF NOT EXISTS library_discretion_stage_page ON library_discretion (stage, valid_from, id, region);
CREATE INDEX IF NOT EXISTS library_discretion_valid_from_order ON library_discretion (valid_from, id, region);
CREATE INDEX IF NOT EXISTS library_discretion_valid_until_some ON library_discretion (valid_until, valid_from, id, region) WHERE valid_until <> '';
CREATE INDEX IF NOT EXISTS library_discretion_checked_some ON library_discretion (checked, valid_from, id, region) WHERE checked <> '';
CREATE TABLE IF NOT EXISTS library_band (
  id TEXT COLLATE "C" PRIMARY KEY,
  rev BIGINT NOT NULL DEFAULT 0,
  region TEXT COLLATE "C" NOT NULL DEFAULT '',
  created TEXT COLLATE "C" NOT NULL DEFAULT '',
  updated TEXT COLLATE "C" NOT NULL DEFAULT '',
  code TEXT COLLATE "C" NOT NULL DEFAULT '',
  name TEXT COLLATE "C" NOT NULL DEFAULT '',
  level TEXT COLLATE "C" NOT NULL DEFAULT '',
  deaths BIGINT NOT NULL DEFAULT 0,
  injuries BIGINT NOT NULL DEFAULT 0,
  loss BIGINT NOT NULL DEFAULT 0,
  unit_min BIGINT NOT NULL DEFAULT 0,
  unit_max BIGINT NOT NULL DEFAULT 0,
  concealed BIGINT NOT NULL DEFAULT 0,
  principal_share BIGINT NOT NULL DEFAULT 0,
  grave_times BIGINT NOT NULL DEFAULT 0,
  article TEXT COLLATE "C" NOT NULL DEFAULT '',
  valid_from TEXT COLLATE "C" NOT NULL DEFAULT '',
  valid_until TEXT COLLATE "C" NOT NULL DEFAULT '',
  checked TEXT COLLATE "C" NOT NULL DEFAULT '',
  doubt TEXT COLLATE "C" NOT NULL DEFAULT '',
  checked_by TEXT COLLATE "C" NOT NULL DEFAULT ''
);
CREATE INDEX IF NOT EXISTS library_band_region_index ON library_band (region, id);
CREATE UNIQUE INDEX IF NOT EXISTS library_band_code_unique ON library_band (code) WHERE code <> '';
CREATE INDEX IF NOT EXISTS library_band_level_page ON library_band (level, valid_from, id, region);
CREATE INDEX IF NOT EXISTS library_band_article_some ON library_band (article, valid_from, id, region) WHERE article <> '';
CREATE INDEX IF NOT EXISTS library_band_valid_from_order ON library_band (valid_from, id, region);
CREATE INDEX IF NOT EXISTS library_band_valid_until_some ON library_band (valid_until, valid_from, id, region) WHERE valid_until <> '';
CREATE INDEX IF NOT EXISTS library_band_checked_some ON library_band (checked, valid_from, id, region) WHERE checked <> '';
CREATE TABLE IF NOT EXISTS library_cut (
  id TEXT COLLATE "C" PRIMARY KEY,
  rev BIGINT NOT NULL DEFAULT 0,
  region TEXT COLLATE "C" NOT NULL DEFAULT '',
  created TEXT COLLATE "C" NOT NULL DEFAULT '',
  updated TEXT COLLATE "C" NOT NULL DEFAULT '',
  name TEXT COLLATE "C" NOT NULL DEFAULT '',
  light BIGINT NOT NULL DEFAULT 0,
  heavy BIGINT NOT NULL DEFAULT 0,
  floor BIGINT NOT NULL DEFAULT 0,
  valid_from TEXT COLLATE "C" NOT NULL DEFAULT '',
  valid_until TEXT COLLATE "C" NOT NULL DEFAULT '',
  basis TEXT COLLATE "C" NOT NULL DEFAULT '',
  checked TEXT COLLATE "C" NOT NULL DEFAULT '',
  doubt TEXT COLLATE "C" NOT NULL DEFAULT '',
  checked_by TEXT COLLATE "C" NOT NULL DEFAULT ''
);
CREATE INDEX IF NOT EXISTS library_cut_region_index ON library_cut (region, id);
CREATE INDEX IF NOT EXISTS library_cut_valid_from_page ON library_cut (valid_from, id, region);
CREATE INDEX IF NOT EXISTS library_cut_valid_until_some ON library_cut (valid_until, valid_from, id, region) WHERE valid_until <> '';
CREATE INDEX IF NOT EXISTS library_cut_checked_some ON library_cut (checked, valid_from, id, region) WHERE checked <> '';
CREATE TABLE IF NOT EXISTS library_change (
  id TEXT COLLATE "C" PRIMARY KEY,
  rev BIGINT NOT NULL DEFAULT 0,
  region TEXT COLLATE "C" NOT NULL DEFAULT '',
  created TEXT COLLATE "C" NOT NULL DEFAULT '',
  updated TEXT COLLATE "C" NOT NULL DEFAULT '',
  title TEXT COLLATE "C" NOT NULL DEFAULT '',
  kind TEXT COLLATE "C" NOT NULL DEFAULT '',
  act TEXT COLLATE "C" NOT NULL DEFAULT '',
  article TEXT COLLATE "C" NOT NULL DEFAULT '',
  edition TEXT COLLATE "C" NOT NULL DEFAULT '',
  changed_on TEXT COLLATE "C" NOT NULL DEFAULT '',
  due_on TEXT COLLATE "C" NOT NULL DEFAULT '',
  found BIGINT NOT NULL DEFAULT 0,
  result TEXT COLLATE "C" NOT NULL DEFAULT '',
  status TEXT COLLATE "C" NOT NULL DEFAULT ''
);
CREATE INDEX IF NOT EXISTS library_change_region_index ON library_change (region, id);
CREATE INDEX IF NOT EXISTS library_change_kind_some ON library_change (kind, changed_on, id, region) WHERE kind <> '';
CREATE INDEX IF NOT EXISTS library_change_act_some ON library_change (act, changed_on, id, region) WHERE act <> '';
CREATE INDEX IF NOT EXISTS library_change_article_some ON library_change (article, changed_on, id, region) WHERE article <> '';
CREATE INDEX IF NOT EXISTS library_change_changed_on_order ON library_change (changed_on, id, region);
CREATE INDEX IF NOT EXISTS library_change_status_page ON library_change (status, changed_on, id, region);
CREATE TABLE IF NOT EXISTS library_sheet (
  id TEXT COLLATE "C" PRIMARY KEY,
  rev BIGINT NOT NULL DEFAULT 0,
  region TEXT COLLATE "C" NOT NULL DEFAULT '',
  created TEXT COLLATE "C" NOT NULL DEFAULT '',
  updated TEXT COLLATE "C" NOT NULL DEFAULT '',
  name TEXT COLLATE "C" NOT NULL DEFAULT '',
  also TEXT COLLATE "C" NOT NULL DEFAULT '',
  english TEXT COLLATE "C" NOT NULL DEFAULT '',
  cas TEXT COLLATE "C" NOT NULL DEFAULT '',
  un TEXT COLLATE "C" NOT NULL DEFAULT '',
  formula TEXT COLLATE "C" NOT NULL DEFAULT '',
  ghs TEXT COLLATE "C" NOT NULL DEFAULT 'null',
  signal TEXT COLLATE "C" NOT NULL DEFAULT '',
  pictograms TEXT COLLATE "C" NOT NULL DEFAULT 'null',
  transport_class TEXT COLLATE "C" NOT NULL DEFAULT '',
  packing TEXT COLLATE "C" NOT NULL DEFAULT '',
  lists TEXT COLLATE "C" NOT NULL DEFAULT 'null',
  s1 TEXT COLLATE "C" NOT NULL DEFAULT '',
  s2 TEXT COLLATE "C" NOT NULL DEFAULT '',
  s3 TEXT COLLATE "C" NOT NULL DEFAULT '',
  s4 TEXT COLLATE "C" NOT NULL DEFAULT '',
  s5 TEXT COLLATE "C" NOT NULL DEFAULT '',
  s6 TEXT COLLATE "C" NOT NULL DEFAULT '',
  s7 TEXT COLLATE "C" NOT NULL DEFAULT '',
  s8 TEXT COLLATE "C" NOT NULL DEFAULT '',
  s9 TEXT COLLATE "C" NOT NULL DEFAULT '',
  s10 TEXT COLLATE "C" NOT NULL DEFAULT '',
  s11 TEXT COLLATE "C" NOT NULL DEFAULT '',
  s12 TEXT COLLATE "C" NOT NULL DEFAULT '',
  s13 TEXT COLLATE "C" NOT NULL DEFAULT '',
  s14 TEXT COLLATE "C" NOT NULL DEFAULT '',
  s15 TEXT COLLATE "C" NOT NULL DEFAULT '',
  s16 TEXT COLLATE "C" NOT NULL DEFAULT '',
  code TEXT COLLATE "C" NOT NULL DEFAULT '',
  supplier TEXT COLLATE "C" NOT NULL DEFAULT '',
  edition TEXT COLLATE "C" NOT NULL DEFAULT '',
  revised_on TEXT COLLATE "C" NOT NULL DEFAULT '',
  filled BIGINT NOT NULL DEFAULT 0,
  missing TEXT COLLATE "C" NOT NULL DEFAULT 'null',
  files TEXT COLLATE "C" NOT NULL DEFAULT 'null',
  checked TEXT COLLATE "C" NOT NULL DEFAULT '',
  doubt TEXT COLLATE "C" NOT NULL DEFAULT '',
  checked_by TEXT COLLATE "C" NOT NULL DEFAULT ''
);
CREATE INDEX IF NOT EXISTS library_sheet_region_index ON library_sheet (region, id);
CREATE INDEX IF NOT EXISTS library_sheet_name_order ON library_sheet (name, id, region);
CREATE INDEX IF NOT EXISTS library_sheet_cas_some ON library_sheet (cas, name, id, region) WHERE cas <> '';
CREATE INDEX IF NOT EXISTS library_sheet_un_some ON library_sheet (un, name, id, region) WHERE un <> '';
CREATE INDEX IF NOT EXISTS library_sheet_signal_some ON library_sheet (signal, name, id, region) WHERE signal <> '';
CREATE UNIQUE INDEX IF NOT EXISTS library_sheet_code_unique ON library_sheet (code) WHERE code <> '';
CREATE INDEX IF NOT EXISTS library_sheet_filled_order ON library_sheet (filled, id, region);
CREATE INDEX IF NOT EXISTS library_sheet_checked_some ON library_sheet (checked, name, id, region) WHERE checked <> '';
CREATE TABLE IF NOT EXISTS officer (
  id TEXT COLLATE "C" PRIMARY KEY,
  rev BIGINT NOT NULL DEFAULT 0,
  region TEXT COLLATE "C" NOT NULL DEFAULT '',
  created TEXT COLLATE "C" NOT NULL DEFAULT '',
  updated TEXT COLLATE "C" NOT NULL DEFAULT '',
  account TEXT COLLATE "C" NOT NULL DEFAULT '',
  name TEXT COLLATE "C" NOT NULL DEFAULT '',
  org TEXT COLLATE "C" NOT NULL DEFAULT '',
  certificate_no TEXT COLLATE "C" NOT NULL DEFAULT '',
  issuer TEXT COLLATE "C" NOT NULL DEFAULT '',
  valid_from TEXT COLLATE "C" NOT NULL DEFAULT '',
  valid_until TEXT COLLATE "C" NOT NULL DEFAULT '',
  trades TEXT COLLATE "C" NOT NULL DEFAULT 'null',
  legal_qualified BOOLEAN NOT NULL DEFAULT FALSE,
  reviewer BOOLEAN NOT NULL DEFAULT FALSE,
  phone TEXT COLLATE "C" NOT NULL DEFAULT '',
  proof TEXT COLLATE "C" NOT NULL DEFAULT 'null',
  reason TEXT COLLATE "C" NOT NULL DEFAULT '',
  status TEXT COLLATE "C" NOT NULL DEFAULT ''
);
CREATE INDEX IF NOT EXISTS officer_region_index ON officer (region, id);
CREATE UNIQUE INDEX IF NOT EXISTS officer_account_unique ON officer (account) WHERE account <> '';
CREATE INDEX IF NOT EXISTS officer_account_page ON officer (account, name, id, region);
CREATE INDEX IF NOT EXISTS officer_name_order ON officer (name, id, region);
CREATE INDEX IF NOT EXISTS officer_org_page ON officer (org, name, id, region);
CREATE UNIQUE INDEX IF NOT EXISTS officer_certificate_no_unique ON officer (certificate_no) WHERE certificate_no <> '';
CREATE INDEX IF NOT EXISTS officer_valid_until_order ON officer (valid_until, id, region);
CREATE INDEX IF NOT EXISTS officer_legal_qualified_some ON officer (legal_qualified, name, id, region) WHERE legal_qualified = TRUE;
CREATE INDEX IF NOT EXISTS officer_reviewer_some ON officer (reviewer, name, id, region) WHERE reviewer = TRUE;
CREATE INDEX IF NOT EXISTS officer_status_page ON officer (status, name, id, region);
CREATE TABLE IF NOT EXISTS officer_recusal (
  id TEXT COLLATE "C" PRIMARY KEY,
  rev BIGINT NOT NULL DEFAULT 0,
  region TEXT COLLATE "C" NOT NULL DEFAULT '',
  created TEXT COLLATE "C" NOT NULL DEFAULT '',
  updated TEXT COLLATE "C" NOT NULL DEFAULT '',
  officer TEXT COLLATE "C" NOT NULL DEFAULT '',
  enterprise TEXT COLLATE "C" NOT NULL DEFAULT '',
  relation TEXT COLLATE "C" NOT NULL DEFAULT '',
  parent_group TEXT COLLATE "C" NOT NULL DEFAULT '',
  reason TEXT COLLATE "C" NOT NULL DEFAULT '',
  since TEXT COLLATE "C" NOT NULL DEFAULT '',
  until TEXT COLLATE "C" NOT NULL DEFAULT '',
  by_side TEXT COLLATE "C" NOT NULL DEFAULT '',
  decided_by TEXT COLLATE "C" NOT NULL DEFAULT '',
  decided_on TEXT COLLATE "C" NOT NULL DEFAULT '',
  opinion_text TEXT COLLATE "C" NOT NULL DEFAULT '',
  status TEXT COLLATE "C" NOT NULL DEFAULT ''
);
CREATE INDEX IF NOT EXISTS officer_recusal_region_index ON officer_recusal (region, id);
CREATE INDEX IF NOT EXISTS officer_recusal_officer_page ON officer_recusal (officer, id, region);
CREATE INDEX IF NOT EXISTS officer_recusal_enterprise_some ON officer_recusal (enterprise, id, region) WHERE enterprise <> '';
CREATE INDEX IF NOT EXISTS officer_recusal_relation_page ON officer_recusal (relation, id, region);
CREATE INDEX IF NOT EXISTS officer_recusal_by_side_some ON officer_recusal (by_side, id, region) WHERE by_side <> '';
CREATE INDEX IF NOT EXISTS officer_recusal_status_page ON officer_recusal (status, id, region);
CREATE TABLE IF NOT EXISTS evidence_verdict (
  id TEXT COLLATE "C" PRIMARY KEY,
  rev BIGINT NOT NULL DEFAULT 0,
  region TEXT COLLATE "C" NOT NULL DEFAULT '',
  created TEXT COLLATE "C" NOT NULL DEFAULT '',
  updated TEXT COLLATE "C" NOT NULL DEFAULT '',
  title TEXT COLLATE "C" NOT NULL DEFAULT '',
  subject TEXT COLLATE "C" NOT NULL DEFAULT '',
  record TEXT COLLATE "C" NOT NULL DEFAULT '',
  class TEXT COLLATE "C" NOT NULL DEFAULT '',
  findings TEXT COLLATE "C" NOT NULL DEFAULT 'null',
  account TEXT COLLATE "C" NOT NULL DEFAULT '',
  device TEXT COLLATE "C" NOT NULL DEFAULT '',
  began TEXT COLLATE "C" NOT NULL DEFAULT '',
  ended TEXT COLLATE "C" NOT NULL DEFAULT '',
  not_before TEXT COLLATE "C" NOT NULL DEFAULT '',
  not_after TEXT COLLATE "C" NOT NULL DEFAULT '',
  place TEXT COLLATE "C" NOT NULL DEFAULT 'null',
  judged_on TEXT COLLATE "C" NOT NULL DEFAULT ''
);
CREATE INDEX IF NOT EXISTS evidence_verdict_region_index ON evidence_verdict (region, id);
CREATE INDEX IF NOT EXISTS evidence_verdict_subject_some ON evidence_verdict (subject, judged_on, id, region) WHERE subject <> '';
CREATE INDEX IF NOT EXISTS evidence_verdict_class_some ON evidence_verdict (class, judged_on, id, region) WHERE class <> '';
CREATE INDEX IF NOT EXISTS evidence_verdict_account_some ON evidence_verdict (account, judged_on, id, region) WHERE account <> '';
CREATE INDEX IF NOT EXISTS evidence_verdict_device_some ON evidence_verdict (device, judged_on, id, region) WHERE device <> '';
CREATE INDEX IF NOT EXISTS evidence_verdict_judged_on_order ON evidence_verdict (judged_on, id, region);
CREATE INDEX IF NOT EXISTS evidence_verdict_record_known ON evidence_verdict (record, id) WHERE record <> '';
CREATE TABLE IF NOT EXISTS evidence_device (
  id TEXT COLLATE "C" PRIMARY KEY,
  rev BIGINT NOT NULL DEFAULT 0,
  region TEXT COLLATE "C" NOT NULL DEFAULT '',
  created TEXT COLLATE "C" NOT NULL DEFAULT '',
  updated TEXT COLLATE "C" NOT NULL DEFAULT '',
  account TEXT COLLATE "C" NOT NULL DEFAULT '',
  name TEXT COLLATE "C" NOT NULL DEFAULT '',
  key TEXT COLLATE "C" NOT NULL DEFAULT '',
  print TEXT COLLATE "C" NOT NULL DEFAULT '',
  seen TEXT COLLATE "C" NOT NULL DEFAULT '',
  last BIGINT NOT NULL DEFAULT 0,
  tail TEXT COLLATE "C" NOT NULL DEFAULT '',
  broken BIGINT NOT NULL DEFAULT 0,
  status TEXT COLLATE "C" NOT NULL DEFAULT '',
  ended_at TEXT COLLATE "C" NOT NULL DEFAULT '',
  clock TEXT COLLATE "C" NOT NULL DEFAULT '',
  replaces TEXT COLLATE "C" NOT NULL DEFAULT ''
);
CREATE INDEX IF NOT EXISTS evidence_device_region_index ON evidence_device (region, id);
CREATE INDEX IF NOT EXISTS evidence_device_account_some ON evidence_device (account, seen, id, region) WHERE account <> '';
CREATE INDEX IF NOT EXISTS evidence_device_seen_order ON evidence_device (seen, id, region);
CREATE INDEX IF NOT EXISTS evidence_device_status_page ON evidence_device (status, seen, id, region);
CREATE INDEX IF NOT EXISTS evidence_device_replaces_some ON evidence_device (replaces, seen, id, region) WHERE replaces <> '';
CREATE INDEX IF NOT EXISTS evidence_device_print_known ON evidence_device (print, id) WHERE print <> '';
CREATE TABLE IF NOT EXISTS evidence_log (
  id TEXT COLLATE "C" PRIMARY KEY,
  rev BIGINT NOT NULL DEFAULT 0,
  region TEXT COLLATE "C" NOT NULL DEFAULT '',
  created TEXT COLLATE "C" NOT NULL DEFAULT '',
  updated TEXT COLLATE "C" NOT NULL DEFAULT '',
  account TEXT COLLATE "C" NOT NULL DEFAULT '',
  device TEXT COLLATE "C" NOT NULL DEFAULT '',
  received TEXT COLLATE "C" NOT NULL DEFAULT '',
  first BIGINT NOT NULL DEFAULT 0,
  last BIGINT NOT NULL DEFAULT 0,
  records BIGINT NOT NULL DEFAULT 0,
  hash TEXT COLLATE "C" NOT NULL DEFAULT '',
  faults TEXT COLLATE "C" NOT NULL DEFAULT 'null',
  state TEXT COLLATE "C" NOT NULL DEFAULT '',
  receipt TEXT COLLATE "C" NOT NULL DEFAULT ''
);
CREATE INDEX IF NOT EXISTS evidence_log_region_index ON evidence_log (region, id);
CREATE INDEX IF NOT EXISTS evidence_log_account_some ON evidence_log (account, received, id, region) WHERE account <> '';
CREATE INDEX IF NOT EXISTS evidence_log_device_some ON evidence_log (device, received, id, region) WHERE device <> '';
CREATE INDEX IF NOT EXISTS evidence_log_received_order ON evidence_log (received, id, region);
CREATE INDEX IF NOT EXISTS evidence_log_state_some ON evidence_log (state, received, id, region) WHERE state <> '';
CREATE TABLE IF NOT EXISTS seal (
  id TEXT COLLATE "C" PRIMARY KEY,
  rev BIGINT NOT NULL DEFAULT 0,
  region TEXT COLLATE "C" NOT NULL DEFAULT '',
  created TEXT COLLATE "C" NOT NULL DEFAULT '',
  updated TEXT COLLATE "C" NOT NULL DEFAULT '',
  name TEXT COLLATE "C" NOT NULL DEFAULT '',
  org TEXT COLLATE "C" NOT NULL DEFAULT '',
  kind TEXT COLLATE "C" NOT NULL DEFAULT '',
  text TEXT COLLATE "C" NOT NULL DEFAULT '',
  label TEXT COLLATE "C" NOT NULL DEFAULT '',
  code TEXT COLLATE "C" NOT NULL DEFAULT '',
  diameter DOUBLE PRECISION NOT NULL DEFAULT 0,
  post TEXT COLLATE "C" NOT NULL DEFAULT '',
  keeper TEXT COLLATE "C" NOT NULL DEFAULT '',
  taker TEXT COLLATE "C" NOT NULL DEFAULT '',
  users TEXT COLLATE "C" NOT NULL DEFAULT 'null',
  each_use BOOLEAN NOT NULL DEFAULT FALSE,
  valid_from TEXT COLLATE "C" NOT NULL DEFAULT '',
  valid_until TEXT COLLATE "C" NOT NULL DEFAULT '',
  reason TEXT COLLATE "C" NOT NULL DEFAULT '',
  proof TEXT COLLATE "C" NOT NULL DEFAULT 'null',
  applied_by TEXT COLLATE "C" NOT NULL DEFAULT '',
  approved_by TEXT COLLATE "C" NOT NULL DEFAULT '',
  certificate TEXT COLLATE "C" NOT NULL DEFAULT '',
  trial BOOLEAN NOT NULL DEFAULT FALSE,
  state TEXT COLLATE "C" NOT NULL DEFAULT ''
);
CREATE INDEX IF NOT EXISTS seal_region_index ON seal (region, id);
CREATE INDEX IF NOT EXISTS seal_name_order ON seal (name, id, region);
CREATE INDEX IF NOT EXISTS seal_org_page ON seal (org, name, id, region);
CREATE INDEX IF NOT EXISTS seal_kind_page ON seal (kind, name, id, region);
CREATE INDEX IF NOT EXISTS seal_post_some ON seal (post, name, id, region) WHERE post <> '';
CREATE INDEX IF NOT EXISTS seal_keeper_page ON seal (keeper, name, id, region);
CREATE INDEX IF NOT EXISTS seal_taker_some ON seal (taker, name, id, region) WHERE taker <> '';
CREATE INDEX IF NOT EXISTS seal_valid_until_order ON seal (valid_until, id, region);
CREATE INDEX IF NOT EXISTS seal_applied_by_some ON seal (applied_by, name, id, region) WHERE applied_by <> '';
CREATE INDEX IF NOT EXISTS seal_trial_some ON seal (trial, name, id, region) WHERE trial = TRUE;
CREATE INDEX IF NOT EXISTS seal_state_page ON seal (state, name, id, region);
CREATE TABLE IF NOT EXISTS seal_request (
  id TEXT COLLATE "C" PRIMARY KEY,
  rev BIGINT NOT NULL DEFAULT 0,
  region TEXT COLLATE "C" NOT NULL DEFAULT '',
  created TEXT COLLATE "C" NOT NULL DEFAULT '',
  updated TEXT COLLATE "C" NOT NULL DEFAULT '',
  title TEXT COLLATE "C" NOT NULL DEFAULT '',
  number TEXT COLLATE "C" NOT NULL DEFAULT '',
  seal TEXT COLLATE "C" NOT NULL DEFAULT '',
  reason TEXT COLLATE "C" NOT NULL DEFAULT '',
  paper TEXT COLLATE "C" NOT NULL DEFAULT 'null',
  page BIGINT NOT NULL DEFAULT 0,
  x DOUBLE PRECISION NOT NULL DEFAULT 0,
  y DOUBLE PRECISION NOT NULL DEFAULT 0,
  asker TEXT COLLATE "C" NOT NULL DEFAULT '',
  approver TEXT COLLATE "C" NOT NULL DEFAULT '',
  stamped TEXT COLLATE "C" NOT NULL DEFAULT 'null',
  usage TEXT COLLATE "C" NOT NULL DEFAULT '',
  check_code TEXT COLLATE "C" NOT NULL DEFAULT '',
  state TEXT COLLATE "C" NOT NULL DEFAULT ''
);
CREATE INDEX IF NOT EXISTS seal_request_region_index ON seal_request (region, id);
CREATE INDEX IF NOT EXISTS seal_request_seal_page ON seal_request (seal, id, region);
CREATE INDEX IF NOT EXISTS seal_request_asker_some ON seal_request (asker, id, region) WHERE asker <> '';
CREATE INDEX IF NOT EXISTS seal_request_usage_some ON seal_request (usage, id, region) WHERE usage <> '';
CREATE INDEX IF NOT EXISTS seal_request_state_page ON seal_request (state, id, region);
CREATE TABLE IF NOT EXISTS seal_usage (
  id TEXT COLLATE "C" PRIMARY KEY,
  rev BIGINT NOT NULL DEFAULT 0,
  region TEXT COLLATE "C" NOT NULL DEFAULT '',
  created TEXT COLLATE "C" NOT NULL DEFAULT '',
  updated TEXT COLLATE "C" NOT NULL DEFAULT '',
  title TEXT COLLATE "C" NOT NULL DEFAULT '',
  number TEXT COLLATE "C" NOT NULL DEFAULT '',
  seal TEXT COLLATE "C" NOT NULL DEFAULT '',
  org TEXT COLLATE "C" NOT NULL DEFAULT '',
  kind TEXT COLLATE "C" NOT NULL DEFAULT '',
  who TEXT COLLATE "C" NOT NULL DEFAULT '',
  who_name TEXT COLLATE "C" NOT NULL DEFAULT '',
  used_at TEXT COLLATE "C" NOT NULL DEFAULT '',
  result TEXT COLLATE "C" NOT NULL DEFAULT '',
  reason TEXT COLLATE "C" NOT NULL DEFAULT '',
  type TEXT COLLATE "C" NOT NULL DEFAULT '',
  record TEXT COLLATE "C" NOT NULL DEFAULT '',
  page BIGINT NOT NULL DEFAULT 0,
  plain_hash TEXT COLLATE "C" NOT NULL DEFAULT '',
  sealed_hash TEXT COLLATE "C" NOT NULL DEFAULT '',
  mark TEXT COLLATE "C" NOT NULL DEFAULT '',
  certificate TEXT COLLATE "C" NOT NULL DEFAULT '',
  trial BOOLEAN NOT NULL DEFAULT FALSE
);
CREATE INDEX IF NOT EXISTS seal_usage_region_index ON seal_usage (region, id);
CREATE INDEX IF NOT EXISTS seal_usage_number_some ON seal_usage (number, used_at, id, region) WHERE number <> '';
CREATE INDEX IF NOT EXISTS seal_usage_seal_some ON seal_usage (seal, used_at, id, region) WHERE seal <> '';
CREATE INDEX IF NOT EXISTS seal_usage_org_some ON seal_usage (org, used_at, id, region) WHERE org <> '';
CREATE INDEX IF NOT EXISTS seal_usage_kind_some ON seal_usage (kind, used_at, id, region) WHERE kind <> '';
CREATE INDEX IF NOT EXISTS seal_usage_who_some ON seal_usage (who, used_at, id, region) WHERE who <> '';
CREATE INDEX IF NOT EXISTS seal_usage_used_at_order ON seal_usage (used_at, id, region);
CREATE INDEX IF NOT EXISTS seal_usage_result_some ON seal_usage (result, used_at, id, region) WHERE result <> '';
CREATE INDEX IF NOT EXISTS seal_usage_record_some ON seal_usage (record, used_at, id, region) WHERE record <> '';
CREATE INDEX IF NOT EXISTS seal_usage_sealed_hash_some ON seal_usage (sealed_hash, used_at, id, region) WHERE sealed_hash <> '';
CREATE INDEX IF NOT EXISTS seal_usage_mark_some ON seal_usage (mark, used_at, id, region) WHERE mark <> '';
CREATE INDEX IF NOT EXISTS seal_usage_certificate_some ON seal_usage (certificate, used_at, id, region) WHERE certificate <> '';
CREATE INDEX IF NOT EXISTS seal_usage_trial_some ON seal_usage (trial, used_at, id, region) WHERE trial = TRUE;
CREATE TABLE IF NOT EXISTS seal_certificate (
  id TEXT COLLATE "C" PRIMARY KEY,
  rev BIGINT NOT NULL DEFAULT 0,
  region TEXT COLLATE "C" NOT NULL DEFAULT '',
  created TEXT COLLATE "C" NOT NULL DEFAULT '',
  updated TEXT COLLATE "C" NOT NULL DEFAULT '',
  title TEXT COLLATE "C" NOT NULL DEFAULT '',
  seal TEXT COLLATE "C" NOT NULL DEFAULT '',
  trial BOOLEAN NOT NULL DEFAULT FALSE,
  subject TEXT COLLATE "C" NOT NULL DEFAULT '',
  issuer TEXT COLLATE "C" NOT NULL DEFAULT '',
  serial TEXT COLLATE "C" NOT NULL DEFAULT '',
  print TEXT COLLATE "C" NOT NULL DEFAULT '',
  algorithm TEXT COLLATE "C" NOT NULL DEFAULT '',
  valid_from TEXT COLLATE "C" NOT NULL DEFAULT '',
  valid_until TEXT COLLATE "C" NOT NULL DEFAULT '',
  revoked_at TEXT COLLATE "C" NOT NULL DEFAULT '',
  reason TEXT COLLATE "C" NOT NULL DEFAULT '',
  state TEXT COLLATE "C" NOT NULL DEFAULT ''
);
CREATE INDEX IF NOT EXISTS seal_certificate_region_index ON seal_certificate (region, id);
CREATE INDEX IF NOT EXISTS seal_certificate_seal_some ON seal_certificate (seal, id, region) WHERE seal <> '';
CREATE INDEX IF NOT EXISTS seal_certificate_trial_some ON seal_certificate (trial, id, region) WHERE trial = TRUE;
CREATE INDEX IF NOT EXISTS seal_certificate_valid_until_order ON seal_certificate (valid_until, id, region);
CREATE INDEX IF NOT EXISTS seal_certificate_state_page ON seal_certificate (state, id, region);
CREATE TABLE IF NOT EXISTS seal_signature (
  id TEXT COLLATE "C" PRIMARY KEY,
  rev BIGINT NOT NULL DEFAULT 0,
  region TEXT COLLATE "C" NOT NULL DEFAULT '',
  created TEXT COLLATE "C" NOT NULL DEFAULT '',
  updated TEXT COLLATE "C" NOT NULL DEFAULT '',
  title TEXT COLLATE "C" NOT NULL DEFAULT '',
  type TEXT COLLATE "C" NOT NULL DEFAULT '',
  record TEXT COLLATE "C" NOT NULL DEFAULT '',
  who TEXT COLLATE "C" NOT NULL DEFAULT '',
  who_name TEXT COLLATE "C" NOT NULL DEFAULT '',
  signed_at TEXT COLLATE "C" NOT NULL DEFAULT '',
  seal TEXT COLLATE "C" NOT NULL DEFAULT '',
  certificate TEXT COLLATE "C" NOT NULL DEFAULT '',
  note TEXT COLLATE "C" NOT NULL DEFAULT '',
  fields TEXT COLLATE "C" NOT NULL DEFAULT 'null',
  salt TEXT COLLATE "C" NOT NULL DEFAULT '',
  value TEXT COLLATE "C" NOT NULL DEFAULT '',
  usage TEXT COLLATE "C" NOT NULL DEFAULT '',
  address TEXT COLLATE "C" NOT NULL DEFAULT ''
);
CREATE INDEX IF NOT EXISTS seal_signature_region_index ON seal_signature (region, id);
CREATE INDEX IF NOT EXISTS seal_signature_type_some ON seal_signature (type, signed_at, id, region) WHERE type <> '';
CREATE INDEX IF NOT EXISTS seal_signature_record_some ON seal_signature (record, signed_at, id, region) WHERE record <> '';
CREATE INDEX IF NOT EXISTS seal_signature_who_some ON seal_signature (who, signed_at, id, region) WHERE who <> '';
CREATE INDEX IF NOT EXISTS seal_signature_signed_at_order ON seal_signature (signed_at, id, region);
CREATE INDEX IF NOT EXISTS seal_signature_seal_some ON seal_signature (seal, signed_at, id, region) WHERE seal <> '';
CREATE INDEX IF NOT EXISTS seal_signature_certificate_some ON seal_signature (certificate, signed_at, id, region) WHERE certificate <> '';
CREATE INDEX IF NOT EXISTS seal_signature_usage_some ON seal_signature (usage, signed_at, id, region) WHERE usage <> '';
CREATE TABLE IF NOT EXISTS seal_root (
  id TEXT COLLATE "C" PRIMARY KEY,
  rev BIGINT NOT NULL DEFAULT 0,
  region TEXT COLLATE "C" NOT NULL DEFAULT '',
  created TEXT COLLATE "C" NOT NULL DEFAULT '',
  updated TEXT COLLATE "C" NOT NULL DEFAULT '',
  title TEXT COLLATE "C" NOT NULL DEFAULT '',
  text TEXT COLLATE "C" NOT NULL DEFAULT '',
  print TEXT COLLATE "C" NOT NULL DEFAULT '',
  valid_until TEXT COLLATE "C" NOT NULL DEFAULT '',
  source TEXT COLLATE "C" NOT NULL DEFAULT '',
  state TEXT COLLATE "C" NOT NULL DEFAULT ''
);
CREATE INDEX IF NOT EXISTS seal_root_region_index ON seal_root (region, id);
CREATE UNIQUE INDEX IF NOT EXISTS seal_root_print_unique ON seal_root (print) WHERE print <> '';
CREATE INDEX IF NOT EXISTS seal_root_valid_until_order ON seal_root (valid_until, id, region);
CREATE INDEX IF NOT EXISTS seal_root_state_page ON seal_root (state, id, region);
CREATE TABLE IF NOT EXISTS notice (
  id TEXT COLLATE "C" PRIMARY KEY,
  rev BIGINT NOT NULL DEFAULT 0,
  region TEXT COLLATE "C" NOT NULL DEFAULT '',
  created TEXT COLLATE "C" NOT NULL DEFAULT '',
  updated TEXT COLLATE "C" NOT NULL DEFAULT '',
  account TEXT COLLATE "C" NOT NULL DEFAULT '',
  kind TEXT COLLATE "C" NOT NULL DEFAULT '',
  title TEXT COLLATE "C" NOT NULL DEFAULT '',
  text TEXT COLLATE "C" NOT NULL DEFAULT '',
  urgent BOOLEAN NOT NULL DEFAULT FALSE,
  about TEXT COLLATE "C" NOT NULL DEFAULT '',
  record TEXT COLLATE "C" NOT NULL DEFAULT '',
  link TEXT COLLATE "C" NOT NULL DEFAULT '',
  sender TEXT COLLATE "C" NOT NULL DEFAULT '',
  sent_by TEXT COLLATE "C" NOT NULL DEFAULT '',
  fold TEXT COLLATE "C" NOT NULL DEFAULT '',
  folded BIGINT NOT NULL DEFAULT 0,
  batch TEXT COLLATE "C" NOT NULL DEFAULT '',
  alarm TEXT COLLATE "C" NOT NULL DEFAULT '',
  read_at TEXT COLLATE "C" NOT NULL DEFAULT '',
  status TEXT COLLATE "C" NOT NULL DEFAULT ''
);
CREATE INDEX IF NOT EXISTS notice_region_index ON notice (region, id);
CREATE INDEX IF NOT EXISTS notice_account_some ON notice (account, id, region) WHERE account <> '';
CREATE INDEX IF NOT EXISTS notice_kind_some ON notice (kind, id, region) WHERE kind <> '';
CREATE INDEX IF NOT EXISTS notice_urgent_some ON notice (urgent, id, region) WHERE urgent = TRUE;
CREATE INDEX IF NOT EXISTS notice_sent_by_some ON notice (sent_by, id, region) WHERE sent_by <> '';
CREATE INDEX IF NOT EXISTS notice_alarm_some ON notice (alarm, id, region) WHERE alarm <> '';
CREATE INDEX IF NOT EXISTS notice_status_page ON notice (status, id, region);
CREATE INDEX IF NOT EXISTS notice_account_status_index ON notice (account, status, id);
CREATE INDEX IF NOT EXISTS notice_account_fold_index ON notice (account, fold, id);
CREATE INDEX IF NOT EXISTS notice_updated_index ON notice (updated, id);
CREATE INDEX IF NOT EXISTS notice_about_record_index ON notice (about, record, id);
CREATE TABLE IF NOT EXISTS notice_alarm (
  id TEXT COLLATE "C" PRIMARY KEY,
  rev BIGINT NOT NULL DEFAULT 0,
  region TEXT COLLATE "C" NOT NULL DEFAULT '',
  created TEXT COLLATE "C" NOT NULL DEFAULT '',
  updated TEXT COLLATE "C" NOT NULL DEFAULT '',
  title TEXT COLLATE "C" NOT NULL DEFAULT '',
  text TEXT COLLATE "C" NOT NULL DEFAULT '',
  kind TEXT COLLATE "C" NOT NULL DEFAULT '',
  about TEXT COLLATE "C" NOT NULL DEFAULT '',
  record TEXT COLLATE "C" NOT NULL DEFAULT '',
  link TEXT COLLATE "C" NOT NULL DEFAULT '',
  chain TEXT COLLATE "C" NOT NULL DEFAULT '',
  levels TEXT COLLATE "C" NOT NULL DEFAULT 'null',
  repeat_every BIGINT NOT NULL DEFAULT 0,
  rung BIGINT NOT NULL DEFAULT 0,
  rounds BIGINT NOT NULL DEFAULT 0,
  log TEXT COLLATE "C" NOT NULL DEFAULT 'null',
  next_at TEXT COLLATE "C" NOT NULL DEFAULT '',
  acknowledged_by TEXT COLLATE "C" NOT NULL DEFAULT '',
  acknowledged_name TEXT COLLATE "C" NOT NULL DEFAULT '',
  how TEXT COLLATE "C" NOT NULL DEFAULT '',
  acknowledged_at TEXT COLLATE "C" NOT NULL DEFAULT '',
  status TEXT COLLATE "C" NOT NULL DEFAULT ''
);
CREATE INDEX IF NOT EXISTS notice_alarm_region_index ON notice_alarm (region, id);
CREATE INDEX IF NOT EXISTS notice_alarm_kind_some ON notice_alarm (kind, id, region) WHERE kind <> '';
CREATE INDEX IF NOT EXISTS notice_alarm_chain_some ON notice_alarm (chain, id, region) WHERE chain <> '';
CREATE INDEX IF NOT EXISTS notice_alarm_acknowledged_by_some ON notice_alarm (acknowledged_by, id, region) WHERE acknowledged_by <> '';
CREATE INDEX IF NOT EXISTS notice_alarm_status_page ON notice_alarm (status, id, region);
CREATE INDEX IF NOT EXISTS notice_alarm_status_next_at_index ON notice_alarm (status, next_at, id);
CREATE TABLE IF NOT EXISTS notice_delivery (
  id TEXT COLLATE "C" PRIMARY KEY,
  rev BIGINT NOT NULL DEFAULT 0,
  region TEXT COLLATE "C" NOT NULL DEFAULT '',
  created TEXT COLLATE "C" NOT NULL DEFAULT '',
  updated TEXT COLLATE "C" NOT NULL DEFAULT '',
  notice TEXT COLLATE "C" NOT NULL DEFAULT '',
  account TEXT COLLATE "C" NOT NULL DEFAULT '',
  name TEXT COLLATE "C" NOT NULL DEFAULT '',
  org TEXT COLLATE "C" NOT NULL DEFAULT '',
  enterprise TEXT COLLATE "C" NOT NULL DEFAULT '',
  channel TEXT COLLATE "C" NOT NULL DEFAULT '',
  kind TEXT COLLATE "C" NOT NULL DEFAULT '',
  phone TEXT COLLATE "C" NOT NULL DEFAULT '',
  email TEXT COLLATE "C" NOT NULL DEFAULT '',
  status TEXT COLLATE "C" NOT NULL DEFAULT '',
  not_before TEXT COLLATE "C" NOT NULL DEFAULT '',
  claimed_at TEXT COLLATE "C" NOT NULL DEFAULT '',
  done_at TEXT COLLATE "C" NOT NULL DEFAULT '',
  tries BIGINT NOT NULL DEFAULT 0,
  asked BIGINT NOT NULL DEFAULT 0,
  parts BIGINT NOT NULL DEFAULT 0,
  cost BIGINT NOT NULL DEFAULT 0,
  sent_on TEXT COLLATE "C" NOT NULL DEFAULT '',
  token TEXT COLLATE "C" NOT NULL DEFAULT '',
  gateway TEXT COLLATE "C" NOT NULL DEFAULT '',
  number TEXT COLLATE "C" NOT NULL DEFAULT '',
  problem TEXT COLLATE "C" NOT NULL DEFAULT '',
  alarm TEXT COLLATE "C" NOT NULL DEFAULT '',
  recall BOOLEAN NOT NULL DEFAULT FALSE,
  merged_into TEXT COLLATE "C" NOT NULL DEFAULT ''
);
CREATE INDEX IF NOT EXISTS notice_delivery_region_index ON notice_delivery (region, id);
CREATE INDEX IF NOT EXISTS notice_delivery_notice_some ON notice_delivery (notice, id, region) WHERE notice <> '';
CREATE INDEX IF NOT EXISTS notice_delivery_account_some ON notice_delivery (account, id, region) WHERE account <> '';
CREATE INDEX IF NOT EXISTS notice_delivery_org_some ON notice_delivery (org, id, region) WHERE org <> '';
CREATE INDEX IF NOT EXISTS notice_delivery_enterprise_some ON notice_delivery (enterprise, id, region) WHERE enterprise <> '';
CREATE INDEX IF NOT EXISTS notice_delivery_channel_some ON notice_delivery (channel, id, region) WHERE channel <> '';
CREATE INDEX IF NOT EXISTS notice_delivery_kind_some ON notice_delivery (kind, id, region) WHERE kind <> '';
CREATE INDEX IF NOT EXISTS notice_delivery_status_page ON notice_delivery (status, id, region);
CREATE INDEX IF NOT EXISTS notice_delivery_sent_on_order ON notice_delivery (sent_on, id, region);
CREATE UNIQUE INDEX IF NOT EXISTS notice_delivery_token_unique ON notice_delivery (token) WHERE token <> '';
CREATE INDEX IF NOT EXISTS notice_delivery_alarm_some ON notice_delivery (alarm, id, region) WHERE alarm <> '';
CREATE INDEX IF NOT EXISTS notice_delivery_merged_into_some ON notice_delivery (merged_into, id, region) WHERE merged_into <> '';
CREATE INDEX IF NOT EXISTS notice_delivery_status_channel_not_before_index ON notice_delivery (status, channel, not_before, id);
CREATE INDEX IF NOT EXISTS notice_delivery_alarm_status_index ON notice_delivery (alarm, status, id);
CREATE INDEX IF NOT EXISTS notice_delivery_notice_known ON notice_delivery (notice, id) WHERE notice <> '';
CREATE INDEX IF NOT EXISTS notice_delivery_phone_claimed_at_index ON notice_delivery (phone, claimed_at, id);
CREATE TABLE IF NOT EXISTS notice_reply (
  id TEXT COLLATE "C" PRIMARY KEY,
  rev BIGINT NOT NULL DEFAULT 0,
  region TEXT COLLATE "C" NOT NULL DEFAULT '',
  created TEXT COLLATE "C" NOT NULL DEFAULT '',
  updated TEXT COLLATE "C" NOT NULL DEFAULT '',
  phone TEXT COLLATE "C" NOT NULL DEFAULT '',
  body TEXT COLLATE "C" NOT NULL DEFAULT '',
  received_at TEXT COLLATE "C" NOT NULL DEFAULT '',
  kind TEXT COLLATE "C" NOT NULL DEFAULT '',
  account TEXT COLLATE "C" NOT NULL DEFAULT '',
  name TEXT COLLATE "C" NOT NULL DEFAULT '',
  delivery TEXT COLLATE "C" NOT NULL DEFAULT '',
  about TEXT COLLATE "C" NOT NULL DEFAULT '',
  record TEXT COLLATE "C" NOT NULL DEFAULT '',
  answered BOOLEAN NOT NULL DEFAULT FALSE,
  token TEXT COLLATE "C" NOT NULL DEFAULT ''
);
CREATE INDEX IF NOT EXISTS notice_reply_region_index ON notice_reply (region, id);
CREATE INDEX IF NOT EXISTS notice_reply_kind_some ON notice_reply (kind, id, region) WHERE kind <> '';
CREATE INDEX IF NOT EXISTS notice_reply_account_some ON notice_reply (account, id, region) WHERE account <> '';
CREATE INDEX IF NOT EXISTS notice_reply_delivery_some ON notice_reply (delivery, id, region) WHERE delivery <> '';
CREATE UNIQUE INDEX IF NOT EXISTS notice_reply_token_unique ON notice_reply (token) WHERE token <> '';
CREATE INDEX IF NOT EXISTS notice_reply_phone_received_at_index ON notice_reply (phone, received_at, id);
CREATE INDEX IF NOT EXISTS notice_reply_about_record_index ON notice_reply (about, record, id);
CREATE TABLE IF NOT EXISTS notice_gap (
  id TEXT COLLATE "C" PRIMARY KEY,
  rev BIGINT NOT NULL DEFAULT 0,
  region TEXT COLLATE "C" NOT NULL DEFAULT '',
  created TEXT COLLATE "C" NOT NULL DEFAULT '',
  updated TEXT COLLATE "C" NOT NULL DEFAULT '',
  subject TEXT COLLATE "C" NOT NULL DEFAULT '',
  name TEXT COLLATE "C" NOT NULL DEFAULT '',
  account TEXT COLLATE "C" NOT NULL DEFAULT '',
  org TEXT COLLATE "C" NOT NULL DEFAULT '',
  enterprise TEXT COLLATE "C" NOT NULL DEFAULT '',
  phone TEXT COLLATE "C" NOT NULL DEFAULT '',
  reason TEXT COLLATE "C" NOT NULL DEFAULT '',
  since TEXT COLLATE "C" NOT NULL DEFAULT ''
);
CREATE INDEX IF NOT EXISTS notice_gap_region_index ON notice_gap (region, id);
CREATE UNIQUE INDEX IF NOT EXISTS notice_gap_subject_unique ON notice_gap (subject) WHERE subject <> '';
CREATE INDEX IF NOT EXISTS notice_gap_account_some ON notice_gap (account, since, id, region) WHERE account <> '';
CREATE INDEX IF NOT EXISTS notice_gap_org_some ON notice_gap (org, since, id, region) WHERE org <> '';
CREATE INDEX IF NOT EXISTS notice_gap_enterprise_some ON notice_gap (enterprise, since, id, region) WHERE enterprise <> '';
CREATE INDEX IF NOT EXISTS notice_gap_since_order ON notice_gap (since, id, region);
CREATE TABLE IF NOT EXISTS notice_chain (
  id TEXT COLLATE "C" PRIMARY KEY,
  rev BIGINT NOT NULL DEFAULT 0,
  region TEXT COLLATE "C" NOT NULL DEFAULT '',
  created TEXT COLLATE "C" NOT NULL DEFAULT '',
  updated TEXT COLLATE "C" NOT NULL DEFAULT '',
  name TEXT COLLATE "C" NOT NULL DEFAULT '',
  kind TEXT COLLATE "C" NOT NULL DEFAULT '',
  levels TEXT COLLATE "C" NOT NULL DEFAULT 'null',
  repeat_every BIGINT NOT NULL DEFAULT 0,
  is_off BOOLEAN NOT NULL DEFAULT FALSE
);
CREATE INDEX IF NOT EXISTS notice_chain_region_index ON notice_chain (region, id);
CREATE INDEX IF NOT EXISTS notice_chain_kind_page ON notice_chain (kind, id, region);
CREATE INDEX IF NOT EXISTS notice_chain_is_off_some ON notice_chain (is_off, id, region) WHERE is_off = TRUE;
CREATE TABLE IF NOT EXISTS notice_template (
  id TEXT COLLATE "C" PRIMARY KEY,
  rev BIGINT NOT NULL DEFAULT 0,
  region TEXT COLLATE "C" NOT NULL DEFAULT '',
  created TEXT COLLATE "C" NOT NULL DEFAULT '',
  updated TEXT COLLATE "C" NOT NULL DEFAULT '',
  kind TEXT COLLATE "C" NOT NULL DEFAULT '',
  number TEXT COLLATE "C" NOT NULL DEFAULT '',
  body TEXT COLLATE "C" NOT NULL DEFAULT ''
);
CREATE INDEX IF NOT EXISTS notice_template_region_index ON notice_template (region, id);
CREATE UNIQUE INDEX IF NOT EXISTS notice_template_kind_unique ON notice_template (kind) WHERE kind <> '';
CREATE INDEX IF NOT EXISTS notice_template_kind_page ON notice_template (kind, id, region);
CREATE TABLE IF NOT EXISTS notice_preference (
  id TEXT COLLATE "C" PRIMARY KEY,
  rev BIGINT NOT NULL DEFAULT 0,
  region TEXT COLLATE "C" NOT NULL DEFAULT '',
  created TEXT COLLATE "C" NOT NULL DEFAULT '',
  updated TEXT COLLATE "C" NOT NULL DEFAULT '',
  account TEXT COLLATE "C" NOT NULL DEFAULT '',
  choices TEXT COLLATE "C" NOT NULL DEFAULT 'null',
  quiet_from TEXT COLLATE "C" NOT NULL DEFAULT '',
  quiet_to TEXT COLLATE "C" NOT NULL DEFAULT '',
  digest TEXT COLLATE "C" NOT NULL DEFAULT '',
  digest_at TEXT COLLATE "C" NOT NULL DEFAULT '',
  email TEXT COLLATE "C" NOT NULL DEFAULT '',
  mail_confirmed BOOLEAN NOT NULL DEFAULT FALSE
);
CREATE INDEX IF NOT EXISTS notice_preference_region_index ON notice_preference (region, id);
CREATE UNIQUE INDEX IF NOT EXISTS notice_preference_account_unique ON notice_preference (account) WHERE account <> '';
CREATE INDEX IF NOT EXISTS notice_preference_account_page ON notice_preference (account, id, region);
CREATE TABLE IF NOT EXISTS office_notice (
  id TEXT COLLATE "C" PRIMARY KEY,
  rev BIGINT NOT NULL DEFAULT 0,
  region TEXT COLLATE "C" NOT NULL DEFAULT '',
  created TEXT COLLATE "C" NOT NULL DEFAULT '',
  updated TEXT COLLATE "C" NOT NULL DEFAULT '',
  kind TEXT COLLATE "C" NOT NULL DEFAULT '',
  title TEXT COLLATE "C" NOT NULL DEFAULT '',
  number TEXT COLLATE "C" NOT NULL DEFAULT '',
  body TEXT COLLATE "C" NOT NULL DEFAULT '',
  files TEXT COLLATE "C" NOT NULL DEFAULT 'null',
  public BOOLEAN NOT NULL DEFAULT FALSE,
  units TEXT COLLATE "C" NOT NULL DEFAULT 'null',
  duties TEXT COLLATE "C" NOT NULL DEFAULT 'null',
  orgs TEXT COLLATE "C" NOT NULL DEFAULT 'null',
  to_firms BOOLEAN NOT NULL DEFAULT FALSE,
  trades TEXT COLLATE "C" NOT NULL DEFAULT 'null',
  risks TEXT COLLATE "C" NOT NULL DEFAULT 'null',
  features TEXT COLLATE "C" NOT NULL DEFAULT 'null',
  enterprises TEXT COLLATE "C" NOT NULL DEFAULT 'null',
  questions TEXT COLLATE "C" NOT NULL DEFAULT 'null',
  reply_by TEXT COLLATE "C" NOT NULL DEFAULT '',
  status TEXT COLLATE "C" NOT NULL DEFAULT '',
  edition BIGINT NOT NULL DEFAULT 0,
  author TEXT COLLATE "C" NOT NULL DEFAULT '',
  writer TEXT COLLATE "C" NOT NULL DEFAULT '',
  issuer TEXT COLLATE "C" NOT NULL DEFAULT '',
  issued_on TEXT COLLATE "C" NOT NULL DEFAULT '',
  scope_words TEXT COLLATE "C" NOT NULL DEFAULT '',
  is_sent BOOLEAN NOT NULL DEFAULT FALSE,
  withdrawn_for TEXT COLLATE "C" NOT NULL DEFAULT ''
);
CREATE INDEX IF NOT EXISTS office_notice_region_index ON office_notice (region, id);
CREATE INDEX IF NOT EXISTS office_notice_kind_page ON office_notice (kind, id, region);
CREATE INDEX IF NOT EXISTS office_notice_public_some ON office_notice (public, id, region) WHERE public = TRUE;
CREATE INDEX IF NOT EXISTS office_notice_status_page ON office_notice (status, id, region);
CREATE INDEX IF NOT EXISTS office_notice_author_some ON office_notice (author, id, region) WHERE author <> '';
CREATE INDEX IF NOT EXISTS office_notice_issued_on_order ON office_notice (issued_on, id, region);
CREATE TABLE IF NOT EXISTS office_receipt (
  id TEXT COLLATE "C" PRIMARY KEY,
  rev BIGINT NOT NULL DEFAULT 0,
  region TEXT COLLATE "C" NOT NULL DEFAULT '',
  created TEXT COLLATE "C" NOT NULL DEFAULT '',
  updated TEXT COLLATE "C" NOT NULL DEFAULT '',
  notice TEXT COLLATE "C" NOT NULL DEFAULT '',
  account TEXT COLLATE "C" NOT NULL DEFAULT '',
  name TEXT COLLATE "C" NOT NULL DEFAULT '',
  org TEXT COLLATE "C" NOT NULL DEFAULT '',
  enterprise TEXT COLLATE "C" NOT NULL DEFAULT '',
  status TEXT COLLATE "C" NOT NULL DEFAULT '',
  sent_edition BIGINT NOT NULL DEFAULT 0,
  read_edition BIGINT NOT NULL DEFAULT 0,
  read_at TEXT COLLATE "C" NOT NULL DEFAULT '',
  asks BOOLEAN NOT NULL DEFAULT FALSE,
  reply_by TEXT COLLATE "C" NOT NULL DEFAULT '',
  answers TEXT COLLATE "C" NOT NULL DEFAULT 'null',
  replied_at TEXT COLLATE "C" NOT NULL DEFAULT '',
  urged BIGINT NOT NULL DEFAULT 0,
  urged_at TEXT COLLATE "C" NOT NULL DEFAULT '',
  token TEXT COLLATE "C" NOT NULL DEFAULT ''
);
CREATE INDEX IF NOT EXISTS office_receipt_region_index ON office_receipt (region, id);
CREATE INDEX IF NOT EXISTS office_receipt_notice_page ON office_receipt (notice, id, region);
CREATE INDEX IF NOT EXISTS office_receipt_account_some ON office_receipt (account, id, region) WHERE account <> '';
CREATE INDEX IF NOT EXISTS office_receipt_org_some ON office_receipt (org, id, region) WHERE org <> '';
CREATE INDEX IF NOT EXISTS office_receipt_enterprise_some ON office_receipt (enterprise, id, region) WHERE enterprise <> '';
CREATE INDEX IF NOT EXISTS office_receipt_status_page ON office_receipt (status, id, region);
CREATE INDEX IF NOT EXISTS office_receipt_asks_some ON office_receipt (asks, id, region) WHERE asks = TRUE;
CREATE UNIQUE INDEX IF NOT EXISTS office_receipt_token_unique ON office_receipt (token) WHERE token <> '';
CREATE INDEX IF NOT EXISTS office_receipt_notice_status_index ON office_receipt (notice, status, id);
CREATE INDEX IF NOT EXISTS office_receipt_account_notice_index ON office_receipt (account, notice, id);
CREATE TABLE IF NOT EXISTS office_edition (
  id TEXT COLLATE "C" PRIMARY KEY,
  rev BIGINT NOT NULL DEFAULT 0,
  region TEXT COLLATE "C" NOT NULL DEFAULT '',
  created TEXT COLLATE "C" NOT NULL DEFAULT '',
  updated TEXT COLLATE "C" NOT NULL DEFAULT '',
  notice TEXT COLLATE "C" NOT NULL DEFAULT '',
  edition BIGINT NOT NULL DEFAULT 0,
  title TEXT COLLATE "C" NOT NULL DEFAULT '',
  number TEXT COLLATE "C" NOT NULL DEFAULT '',
  body TEXT COLLATE "C" NOT NULL DEFAULT '',
  files TEXT COLLATE "C" NOT NULL DEFAULT 'null',
  issued_on TEXT COLLATE "C" NOT NULL DEFAULT '',
  ended_on TEXT COLLATE "C" NOT NULL DEFAULT '',
  corrected_by TEXT COLLATE "C" NOT NULL DEFAULT ''
);
CREATE INDEX IF NOT EXISTS office_edition_region_index ON office_edition (region, id);
CREATE INDEX IF NOT EXISTS office_edition_notice_page ON office_edition (notice, id, region);
CREATE TABLE IF NOT EXISTS reminder (
  id TEXT COLLATE "C" PRIMARY KEY,
  rev BIGINT NOT NULL DEFAULT 0,
  region TEXT COLLATE "C" NOT NULL DEFAULT '',
  created TEXT COLLATE "C" NOT NULL DEFAULT '',
  updated TEXT COLLATE "C" NOT NULL DEFAULT '',
  title TEXT COLLATE "C" NOT NULL DEFAULT '',
  kind TEXT COLLATE "C" NOT NULL DEFAULT '',
  due_on TEXT COLLATE "C" NOT NULL DEFAULT '',
  level TEXT COLLATE "C" NOT NULL DEFAULT '',
  who TEXT COLLATE "C" NOT NULL DEFAULT '',
  enterprise TEXT COLLATE "C" NOT NULL DEFAULT '',
  about TEXT COLLATE "C" NOT NULL DEFAULT '',
  record TEXT COLLATE "C" NOT NULL DEFAULT '',
  status TEXT COLLATE "C" NOT NULL DEFAULT ''
);
CREATE INDEX IF NOT EXISTS reminder_region_index ON reminder (region, id);
CREATE INDEX IF NOT EXISTS reminder_kind_some ON reminder (kind, id, region) WHERE kind <> '';
CREATE INDEX IF NOT EXISTS reminder_due_on_order ON reminder (due_on, id, region);
CREATE INDEX IF NOT EXISTS reminder_level_some ON reminder (level, id, region) WHERE level <> '';
CREATE INDEX IF NOT EXISTS reminder_enterprise_some ON reminder (enterprise, id, region) WHERE enterprise <> '';
CREATE INDEX IF NOT EXISTS reminder_status_page ON reminder (status, id, region);
CREATE TABLE IF NOT EXISTS chat_talk (
  id TEXT COLLATE "C" PRIMARY KEY,
  rev BIGINT NOT NULL DEFAULT 0,
  region TEXT COLLATE "C" NOT NULL DEFAULT '',
  created TEXT COLLATE "C" NOT NULL DEFAULT '',
  updated TEXT COLLATE "C" NOT NULL DEFAULT '',
  title TEXT COLLATE "C" NOT NULL DEFAULT '',
  kind TEXT COLLATE "C" NOT NULL DEFAULT '',
  owner TEXT COLLATE "C" NOT NULL DEFAULT '',
  by_name TEXT COLLATE "C" NOT NULL DEFAULT '',
  about TEXT COLLATE "C" NOT NULL DEFAULT '',
  record TEXT COLLATE "C" NOT NULL DEFAULT '',
  ended BOOLEAN NOT NULL DEFAULT FALSE,
  keeping TEXT COLLATE "C" NOT NULL DEFAULT ''
);
CREATE INDEX IF NOT EXISTS chat_talk_region_index ON chat_talk (region, id);
CREATE INDEX IF NOT EXISTS chat_talk_kind_page ON chat_talk (kind, id, region);
CREATE INDEX IF NOT EXISTS chat_talk_ended_some ON chat_talk (ended, id, region) WHERE ended = TRUE;
CREATE INDEX IF NOT EXISTS chat_talk_keeping_page ON chat_talk (keeping, id, region);
CREATE INDEX IF NOT EXISTS chat_talk_about_record_index ON chat_talk (about, record, id);
CREATE TABLE IF NOT EXISTS roster_duty (
  id TEXT COLLATE "C" PRIMARY KEY,
  rev BIGINT NOT NULL DEFAULT 0,
  region TEXT COLLATE "C" NOT NULL DEFAULT '',
  created TEXT COLLATE "C" NOT NULL DEFAULT '',
  updated TEXT COLLATE "C" NOT NULL DEFAULT '',
  title TEXT COLLATE "C" NOT NULL DEFAULT '',
  post TEXT COLLATE "C" NOT NULL DEFAULT '',
  day TEXT COLLATE "C" NOT NULL DEFAULT '',
  shift TEXT COLLATE "C" NOT NULL DEFAULT '',
  seat BIGINT NOT NULL DEFAULT 0,
  person TEXT COLLATE "C" NOT NULL DEFAULT '',
  begins TEXT COLLATE "C" NOT NULL DEFAULT '',
  ends TEXT COLLATE "C" NOT NULL DEFAULT '',
  kept BOOLEAN NOT NULL DEFAULT FALSE,
  seating TEXT COLLATE "C" NOT NULL DEFAULT ''
);
CREATE INDEX IF NOT EXISTS roster_duty_region_index ON roster_duty (region, id);
CREATE INDEX IF NOT EXISTS roster_duty_post_page ON roster_duty (post, day, id, region);
CREATE INDEX IF NOT EXISTS roster_duty_day_order ON roster_duty (day, id, region);
CREATE INDEX IF NOT EXISTS roster_duty_person_page ON roster_duty (person, day, id, region);
CREATE UNIQUE INDEX IF NOT EXISTS roster_duty_seating_unique ON roster_duty (seating) WHERE seating <> '';
CREATE INDEX IF NOT EXISTS roster_duty_post_day_index ON roster_duty (post, day, id);
CREATE INDEX IF NOT EXISTS roster_duty_person_day_index ON roster_duty (person, day, id);
CREATE TABLE IF NOT EXISTS roster_post (
  id TEXT COLLATE "C" PRIMARY KEY,
  rev BIGINT NOT NULL DEFAULT 0,
  region TEXT COLLATE "C" NOT NULL DEFAULT '',
  created TEXT COLLATE "C" NOT NULL DEFAULT '',
  updated TEXT COLLATE "C" NOT NULL DEFAULT '',
  name TEXT COLLATE "C" NOT NULL DEFAULT '',
  org TEXT COLLATE "C" NOT NULL DEFAULT '',
  telephone TEXT COLLATE "C" NOT NULL DEFAULT '',
  place TEXT COLLATE "C" NOT NULL DEFAULT '',
  shifts TEXT COLLATE "C" NOT NULL DEFAULT 'null',
  turn TEXT COLLATE "C" NOT NULL DEFAULT '',
  people TEXT COLLATE "C" NOT NULL DEFAULT 'null',
  holiday_people TEXT COLLATE "C" NOT NULL DEFAULT 'null',
  warn BIGINT NOT NULL DEFAULT 0,
  planned TEXT COLLATE "C" NOT NULL DEFAULT '',
  status TEXT COLLATE "C" NOT NULL DEFAULT ''
);
CREATE INDEX IF NOT EXISTS roster_post_region_index ON roster_post (region, id);
CREATE INDEX IF NOT EXISTS roster_post_name_order ON roster_post (name, id, region);
CREATE INDEX IF NOT EXISTS roster_post_org_some ON roster_post (org, id, region) WHERE org <> '';
CREATE INDEX IF NOT EXISTS roster_post_planned_order ON roster_post (planned, id, region);
CREATE INDEX IF NOT EXISTS roster_post_status_page ON roster_post (status, id, region);
CREATE TABLE IF NOT EXISTS roster_swap (
  id TEXT COLLATE "C" PRIMARY KEY,
  rev BIGINT NOT NULL DEFAULT 0,
  region TEXT COLLATE "C" NOT NULL DEFAULT '',
  created TEXT COLLATE "C" NOT NULL DEFAULT '',
  updated TEXT COLLATE "C" NOT NULL DEFAULT '',
  duty TEXT COLLATE "C" NOT NULL DEFAULT '',
  with_person TEXT COLLATE "C" NOT NULL DEFAULT '',
  return_duty TEXT COLLATE "C" NOT NULL DEFAULT '',
  why TEXT COLLATE "C" NOT NULL DEFAULT '',
  asked_by TEXT COLLATE "C" NOT NULL DEFAULT '',
  day TEXT COLLATE "C" NOT NULL DEFAULT '',
  status TEXT COLLATE "C" NOT NULL DEFAULT ''
);
CREATE INDEX IF NOT EXISTS roster_swap_region_index ON roster_swap (region, id);
CREATE INDEX IF NOT EXISTS roster_swap_duty_page ON roster_swap (duty, id, region);
CREATE INDEX IF NOT EXISTS roster_swap_with_person_page ON roster_swap (with_person, id, region);
CREATE INDEX IF NOT EXISTS roster_swap_return_duty_some ON roster_swap (return_duty, id, region) WHERE return_duty <> '';
CREATE INDEX IF NOT EXISTS roster_swap_asked_by_some ON roster_swap (asked_by, id, region) WHERE asked_by <> '';
CREATE INDEX IF NOT EXISTS roster_swap_day_order ON roster_swap (day, id, region);
CREATE INDEX IF NOT EXISTS roster_swap_status_page ON roster_swap (status, id, region);
CREATE TABLE IF NOT EXISTS roster_handover (
  id TEXT COLLATE "C" PRIMARY KEY,
  rev BIGINT NOT NULL DEFAULT 0,
  region TEXT COLLATE "C" NOT NULL DEFAULT '',
  created TEXT COLLATE "C" NOT NULL DEFAULT '',
  updated TEXT COLLATE "C" NOT NULL DEFAULT '',
  title TEXT COLLATE "C" NOT NULL DEFAULT '',
  post TEXT COLLATE "C" NOT NULL DEFAULT '',
  day TEXT COLLATE "C" NOT NULL DEFAULT '',
  shift TEXT COLLATE "C" NOT NULL DEFAULT '',
  out_person TEXT COLLATE "C" NOT NULL DEFAULT '',
  in_person TEXT COLLATE "C" NOT NULL DEFAULT '',
  events TEXT COLLATE "C" NOT NULL DEFAULT 'null',
  follow TEXT COLLATE "C" NOT NULL DEFAULT 'null',
  note TEXT COLLATE "C" NOT NULL DEFAULT '',
  handed_at TEXT COLLATE "C" NOT NULL DEFAULT '',
  taken_at TEXT COLLATE "C" NOT NULL DEFAULT '',
  status TEXT COLLATE "C" NOT NULL DEFAULT ''
);
CREATE INDEX IF NOT EXISTS roster_handover_region_index ON roster_handover (region, id);
CREATE INDEX IF NOT EXISTS roster_handover_post_page ON roster_handover (post, day, id, region);
CREATE INDEX IF NOT EXISTS roster_handover_day_order ON roster_handover (day, id, region);
CREATE INDEX IF NOT EXISTS roster_handover_out_person_some ON roster_handover (out_person, day, id, region) WHERE out_person <> '';
CREATE INDEX IF NOT EXISTS roster_handover_in_person_page ON roster_handover (in_person, day, id, region);
CREATE INDEX IF NOT EXISTS roster_handover_status_page ON roster_handover (status, day, id, region);
CREATE TABLE IF NOT EXISTS roster_leave (
  id TEXT COLLATE "C" PRIMARY KEY,
  rev BIGINT NOT NULL DEFAULT 0,
  region TEXT COLLATE "C" NOT NULL DEFAULT '',
  created TEXT COLLATE "C" NOT NULL DEFAULT '',
  updated TEXT COLLATE "C" NOT NULL DEFAULT '',
  person TEXT COLLATE "C" NOT NULL DEFAULT '',
  from_day TEXT COLLATE "C" NOT NULL DEFAULT '',
  to_day TEXT COLLATE "C" NOT NULL DEFAULT '',
  why TEXT COLLATE "C" NOT NULL DEFAULT ''
);
CREATE INDEX IF NOT EXISTS roster_leave_region_index ON roster_leave (region, id);
CREATE INDEX IF NOT EXISTS roster_leave_person_page ON roster_leave (person, from_day, id, region);
CREATE INDEX IF NOT EXISTS roster_leave_from_day_order ON roster_leave (from_day, id, region);
CREATE TABLE IF NOT EXISTS org (
  id TEXT COLLATE "C" PRIMARY KEY,
  rev BIGINT NOT NULL DEFAULT 0,
  region TEXT COLLATE "C" NOT NULL DEFAULT '',
  created TEXT COLLATE "C" NOT NULL DEFAULT '',
  updated TEXT COLLATE "C" NOT NULL DEFAULT '',
  name TEXT COLLATE "C" NOT NULL DEFAULT '',
  title TEXT COLLATE "C" NOT NULL DEFAULT '',
  kind TEXT COLLATE "C" NOT NULL DEFAULT '',
  superior TEXT COLLATE "C" NOT NULL DEFAULT '',
  trades TEXT COLLATE "C" NOT NULL DEFAULT 'null',
  prefix TEXT COLLATE "C" NOT NULL DEFAULT '',
  duty TEXT COLLATE "C" NOT NULL DEFAULT '',
  telephone TEXT COLLATE "C" NOT NULL DEFAULT '',
  fax TEXT COLLATE "C" NOT NULL DEFAULT '',
  address TEXT COLLATE "C" NOT NULL DEFAULT '',
  former TEXT COLLATE "C" NOT NULL DEFAULT '',
  rank BIGINT NOT NULL DEFAULT 0,
  status TEXT COLLATE "C" NOT NULL DEFAULT ''
);
CREATE INDEX IF NOT EXISTS org_region_index ON org (region, id);
CREATE INDEX IF NOT EXISTS org_name_order ON org (name, id, region);
CREATE INDEX IF NOT EXISTS org_kind_page ON org (kind, rank, id, region);
CREATE INDEX IF NOT EXISTS org_superior_some ON org (superior, rank, id, region) WHERE superior <> '';
CREATE INDEX IF NOT EXISTS org_rank_order ON org (rank, id, region);
CREATE INDEX IF NOT EXISTS org_status_page ON org (status, rank, id, region);
CREATE TABLE IF NOT EXISTS org_post (
  id TEXT COLLATE "C" PRIMARY KEY,
  rev BIGINT NOT NULL DEFAULT 0,
  region TEXT COLLATE "C" NOT NULL DEFAULT '',
  created TEXT COLLATE "C" NOT NULL DEFAULT '',
  updated TEXT COLLATE "C" NOT NULL DEFAULT '',
  name TEXT COLLATE "C" NOT NULL DEFAULT '',
  org TEXT COLLATE "C" NOT NULL DEFAULT '',
  tier TEXT COLLATE "C" NOT NULL DEFAULT '',
  seats BIGINT NOT NULL DEFAULT 0,
  chief BOOLEAN NOT NULL DEFAULT FALSE,
  duty TEXT COLLATE "C" NOT NULL DEFAULT '',
  roles TEXT COLLATE "C" NOT NULL DEFAULT 'null',
  trades TEXT COLLATE "C" NOT NULL DEFAULT 'null',
  status TEXT COLLATE "C" NOT NULL DEFAULT ''
);
CREATE INDEX IF NOT EXISTS org_post_region_index ON org_post (region, id);
CREATE INDEX IF NOT EXISTS org_post_name_order ON org_post (name, id, region);
CREATE INDEX IF NOT EXISTS org_post_org_page ON org_post (org, id, region);
CREATE INDEX IF NOT EXISTS org_post_tier_some ON org_post (tier, id, region) WHERE tier <> '';
CREATE INDEX IF NOT EXISTS org_post_chief_some ON org_post (chief, id, region) WHERE chief = TRUE;
CREATE INDEX IF NOT EXISTS org_post_status_page ON org_post (status, id, region);
CREATE TABLE IF NOT EXISTS account (
  id TEXT COLLATE "C" PRIMARY KEY,
  rev BIGINT NOT NULL DEFAULT 0,
  region TEXT COLLATE "C" NOT NULL DEFAULT '',
  created TEXT COLLATE "C" NOT NULL DEFAULT '',
  updated TEXT COLLATE "C" NOT NULL DEFAULT '',
  login TEXT COLLATE "C" NOT NULL DEFAULT '',
  name TEXT COLLATE "C" NOT NULL DEFAULT '',
  phone TEXT COLLATE "C" NOT NULL DEFAULT '',
  kind TEXT COLLATE "C" NOT NULL DEFAULT '',
  roles TEXT COLLATE "C" NOT NULL DEFAULT 'null',
  trades TEXT COLLATE "C" NOT NULL DEFAULT 'null',
  enterprise TEXT COLLATE "C" NOT NULL DEFAULT '',
  agency TEXT COLLATE "C" NOT NULL DEFAULT '',
  org TEXT COLLATE "C" NOT NULL DEFAULT '',
  post TEXT COLLATE "C" NOT NULL DEFAULT '',
  status TEXT COLLATE "C" NOT NULL DEFAULT '',
  locked_until TEXT COLLATE "C" NOT NULL DEFAULT '',
  password_due BOOLEAN NOT NULL DEFAULT FALSE,
  waiting BOOLEAN NOT NULL DEFAULT FALSE,
  asked_roles TEXT COLLATE "C" NOT NULL DEFAULT 'null',
  asked_by TEXT COLLATE "C" NOT NULL DEFAULT '',
  last_login TEXT COLLATE "C" NOT NULL DEFAULT ''
);
CREATE INDEX IF NOT EXISTS account_region_index ON account (region, id);
CREATE UNIQUE INDEX IF NOT EXISTS account_login_unique ON account (login) WHERE login <> '';
CREATE INDEX IF NOT EXISTS account_name_order ON account (name, id, region);
CREATE INDEX IF NOT EXISTS account_kind_page ON account (kind, id, region);
CREATE INDEX IF NOT EXISTS account_enterprise_some ON account (enterprise, id, region) WHERE enterprise <> '';
CREATE INDEX IF NOT EXISTS account_agency_some ON account (agency, id, region) WHERE agency <> '';
CREATE INDEX IF NOT EXISTS account_org_some ON account (org, id, region) WHERE org <> '';
CREATE INDEX IF NOT EXISTS account_post_some ON account (post, id, region) WHERE post <> '';
CREATE INDEX IF NOT EXISTS account_status_page ON account (status, id, region);
CREATE INDEX IF NOT EXISTS account_password_due_some ON account (password_due, id, region) WHERE password_due = TRUE;
CREATE INDEX IF NOT EXISTS account_waiting_some ON account (waiting, id, region) WHERE waiting = TRUE;
CREATE INDEX IF NOT EXISTS account_asked_by_some ON account (asked_by, id, region) WHERE asked_by <> '';
CREATE INDEX IF NOT EXISTS account_last_login_order ON account (last_login, id, region);
CREATE TABLE IF NOT EXISTS account_holding (
  id TEXT COLLATE "C" PRIMARY KEY,
  rev BIGINT NOT NULL DEFAULT 0,
  region TEXT COLLATE "C" NOT NULL DEFAULT '',
  created TEXT COLLATE "C" NOT NULL DEFAULT '',
  updated TEXT COLLATE "C" NOT NULL DEFAULT '',
  title TEXT COLLATE "C" NOT NULL DEFAULT '',
  account TEXT COLLATE "C" NOT NULL DEFAULT '',
  post TEXT COLLATE "C" NOT NULL DEFAULT '',
  kind TEXT COLLATE "C" NOT NULL DEFAULT '',
  absent TEXT COLLATE "C" NOT NULL DEFAULT '',
  held_from TEXT COLLATE "C" NOT NULL DEFAULT '',
  held_until TEXT COLLATE "C" NOT NULL DEFAULT '',
  reason TEXT COLLATE "C" NOT NULL DEFAULT '',
  status TEXT COLLATE "C" NOT NULL DEFAULT ''
);
CREATE INDEX IF NOT EXISTS account_holding_region_index ON account_holding (region, id);
CREATE INDEX IF NOT EXISTS account_holding_account_page ON account_holding (account, held_from, id, region);
CREATE INDEX IF NOT EXISTS account_holding_post_page ON account_holding (post, held_from, id, region);
CREATE INDEX IF NOT EXISTS account_holding_kind_page ON account_holding (kind, held_from, id, region);
CREATE INDEX IF NOT EXISTS account_holding_absent_some ON account_holding (absent, held_from, id, region) WHERE absent <> '';
CREATE INDEX IF NOT EXISTS account_holding_held_from_order ON account_holding (held_from, id, region);
CREATE INDEX IF NOT EXISTS account_holding_held_until_order ON account_holding (held_until, id, region);
CREATE INDEX IF NOT EXISTS account_holding_status_page ON account_holding (status, held_from, id, region);
CREATE TABLE IF NOT EXISTS account_handover (
  id TEXT COLLATE "C" PRIMARY KEY,
  rev BIGINT NOT NULL DEFAULT 0,
  region TEXT COLLATE "C" NOT NULL DEFAULT '',
  created TEXT COLLATE "C" NOT NULL DEFAULT '',
  updated TEXT COLLATE "C" NOT NULL DEFAULT '',
  name TEXT COLLATE "C" NOT NULL DEFAULT '',
  giver TEXT COLLATE "C" NOT NULL DEFAULT '',
  taker TEXT COLLATE "C" NOT NULL DEFAULT '',
  chief TEXT COLLATE "C" NOT NULL DEFAULT '',
  handed_on TEXT COLLATE "C" NOT NULL DEFAULT '',
  reason TEXT COLLATE "C" NOT NULL DEFAULT '',
  status TEXT COLLATE "C" NOT NULL DEFAULT '',
  rights TEXT COLLATE "C" NOT NULL DEFAULT '',
  wider BOOLEAN NOT NULL DEFAULT FALSE,
  items TEXT COLLATE "C" NOT NULL DEFAULT 'null',
  total BIGINT NOT NULL DEFAULT 0,
  details TEXT COLLATE "C" NOT NULL DEFAULT 'null',
  things TEXT COLLATE "C" NOT NULL DEFAULT 'null',
  digest TEXT COLLATE "C" NOT NULL DEFAULT '',
  signed TEXT COLLATE "C" NOT NULL DEFAULT 'null',
  gone BOOLEAN NOT NULL DEFAULT FALSE,
  left_post BOOLEAN NOT NULL DEFAULT FALSE
);
CREATE INDEX IF NOT EXISTS account_handover_region_index ON account_handover (region, id);
CREATE INDEX IF NOT EXISTS account_handover_giver_some ON account_handover (giver, id, region) WHERE giver <> '';
CREATE INDEX IF NOT EXISTS account_handover_taker_some ON account_handover (taker, id, region) WHERE taker <> '';
CREATE INDEX IF NOT EXISTS account_handover_chief_some ON account_handover (chief, id, region) WHERE chief <> '';
CREATE INDEX IF NOT EXISTS account_handover_handed_on_order ON account_handover (handed_on, id, region);
CREATE INDEX IF NOT EXISTS account_handover_status_page ON account_handover (status, id, region);
CREATE TABLE IF NOT EXISTS account_link (
  id TEXT COLLATE "C" PRIMARY KEY,
  rev BIGINT NOT NULL DEFAULT 0,
  region TEXT COLLATE "C" NOT NULL DEFAULT '',
  created TEXT COLLATE "C" NOT NULL DEFAULT '',
  updated TEXT COLLATE "C" NOT NULL DEFAULT '',
  account TEXT COLLATE "C" NOT NULL DEFAULT '',
  provider TEXT COLLATE "C" NOT NULL DEFAULT '',
  subject TEXT COLLATE "C" NOT NULL DEFAULT '',
  label TEXT COLLATE "C" NOT NULL DEFAULT '',
  key_hash TEXT COLLATE "C" NOT NULL DEFAULT ''
);
CREATE INDEX IF NOT EXISTS account_link_region_index ON account_link (region, id);
CREATE INDEX IF NOT EXISTS account_link_account_page ON account_link (account, id, region);
CREATE INDEX IF NOT EXISTS account_link_provider_page ON account_link (provider, id, region);
CREATE UNIQUE INDEX IF NOT EXISTS account_link_key_hash_unique ON account_link (key_hash) WHERE key_hash <> '';
CREATE TABLE IF NOT EXISTS account_provider (
  id TEXT COLLATE "C" PRIMARY KEY,
  rev BIGINT NOT NULL DEFAULT 0,
  region TEXT COLLATE "C" NOT NULL DEFAULT '',
  created TEXT COLLATE "C" NOT NULL DEFAULT '',
  updated TEXT COLLATE "C" NOT NULL DEFAULT '',
  name TEXT COLLATE "C" NOT NULL DEFAULT '',
  protocol TEXT COLLATE "C" NOT NULL DEFAULT '',
  url TEXT COLLATE "C" NOT NULL DEFAULT '',
  ca TEXT COLLATE "C" NOT NULL DEFAULT '',
  client TEXT COLLATE "C" NOT NULL DEFAULT '',
  scopes TEXT COLLATE "C" NOT NULL DEFAULT '',
  strong BOOLEAN NOT NULL DEFAULT FALSE,
  start_tls BOOLEAN NOT NULL DEFAULT FALSE,
  bind_dn TEXT COLLATE "C" NOT NULL DEFAULT '',
  root TEXT COLLATE "C" NOT NULL DEFAULT '',
  filter TEXT COLLATE "C" NOT NULL DEFAULT '',
  subject TEXT COLLATE "C" NOT NULL DEFAULT '',
  status TEXT COLLATE "C" NOT NULL DEFAULT '',
  has_secret BOOLEAN NOT NULL DEFAULT FALSE
);
CREATE INDEX IF NOT EXISTS account_provider_region_index ON account_provider (region, id);
CREATE UNIQUE INDEX IF NOT EXISTS account_provider_name_unique ON account_provider (name) WHERE name <> '';
CREATE INDEX IF NOT EXISTS account_provider_protocol_page ON account_provider (protocol, id, region);
CREATE INDEX IF NOT EXISTS account_provider_status_some ON account_provider (status, id, region) WHERE status <> '';
CREATE TABLE IF NOT EXISTS account_protection (
  id TEXT COLLATE "C" PRIMARY KEY,
  rev BIGINT NOT NULL DEFAULT 0,
  region TEXT COLLATE "C" NOT NULL DEFAULT '',
  created TEXT COLLATE "C" NOT NULL DEFAULT '',
  updated TEXT COLLATE "C" NOT NULL DEFAULT '',
  title TEXT COLLATE "C" NOT NULL DEFAULT '',
  min_length BIGINT NOT NULL DEFAULT 0,
  classes BIGINT NOT NULL DEFAULT 0,
  history BIGINT NOT NULL DEFAULT 0,
  max_age BIGINT NOT NULL DEFAULT 0,
  words TEXT COLLATE "C" NOT NULL DEFAULT '',
  tries BIGINT NOT NULL DEFAULT 0,
  lockout BIGINT NOT NULL DEFAULT 0,
  slow_tries BIGINT NOT NULL DEFAULT 0,
  idle BIGINT NOT NULL DEFAULT 0,
  phone_idle BIGINT NOT NULL DEFAULT 0,
  absolute BIGINT NOT NULL DEFAULT 0,
  open BIGINT NOT NULL DEFAULT 0,
  fresh BIGINT NOT NULL DEFAULT 0,
  fresh_for TEXT COLLATE "C" NOT NULL DEFAULT 'null',
  factor TEXT COLLATE "C" NOT NULL DEFAULT 'null'
);
CREATE INDEX IF NOT EXISTS account_protection_region_index ON account_protection (region, id);
CREATE TABLE IF NOT EXISTS identity_client (
  id TEXT COLLATE "C" PRIMARY KEY,
  rev BIGINT NOT NULL DEFAULT 0,
  region TEXT COLLATE "C" NOT NULL DEFAULT '',
  created TEXT COLLATE "C" NOT NULL DEFAULT '',
  updated TEXT COLLATE "C" NOT NULL DEFAULT '',
  name TEXT COLLATE "C" NOT NULL DEFAULT '',
  purpose TEXT COLLATE "C" NOT NULL DEFAULT '',
  link TEXT COLLATE "C" NOT NULL DEFAULT '',
  kind TEXT COLLATE "C" NOT NULL DEFAULT '',
  own BOOLEAN NOT NULL DEFAULT FALSE,
  redirects TEXT COLLATE "C" NOT NULL DEFAULT '',
  post_logout TEXT COLLATE "C" NOT NULL DEFAULT '',
  back TEXT COLLATE "C" NOT NULL DEFAULT '',
  scopes TEXT COLLATE "C" NOT NULL DEFAULT 'null',
  roles TEXT COLLATE "C" NOT NULL DEFAULT 'null',
  status TEXT COLLATE "C" NOT NULL DEFAULT ''
);
CREATE INDEX IF NOT EXISTS identity_client_region_index ON identity_client (region, id);
CREATE INDEX IF NOT EXISTS identity_client_name_order ON identity_client (name, id, region);
CREATE INDEX IF NOT EXISTS identity_client_kind_page ON identity_client (kind, id, region);
CREATE INDEX IF NOT EXISTS identity_client_own_some ON identity_client (own, id, region) WHERE own = TRUE;
CREATE INDEX IF NOT EXISTS identity_client_status_page ON identity_client (status, id, region);
CREATE TABLE IF NOT EXISTS identity_source (
  id TEXT COLLATE "C" PRIMARY KEY,
  rev BIGINT NOT NULL DEFAULT 0,
  region TEXT COLLATE "C" NOT NULL DEFAULT '',
  created TEXT COLLATE "C" NOT NULL DEFAULT '',
  updated TEXT COLLATE "C" NOT NULL DEFAULT '',
  name TEXT COLLATE "C" NOT NULL DEFAULT '',
  kind TEXT COLLATE "C" NOT NULL DEFAULT '',
  org TEXT COLLATE "C" NOT NULL DEFAULT '',
  roles TEXT COLLATE "C" NOT NULL DEFAULT 'null',
  adopt BOOLEAN NOT NULL DEFAULT FALSE,
  status TEXT COLLATE "C" NOT NULL DEFAULT '',
  compared TEXT COLLATE "C" NOT NULL DEFAULT '',
  address TEXT COLLATE "C" NOT NULL DEFAULT '',
  bind TEXT COLLATE "C" NOT NULL DEFAULT '',
  root TEXT COLLATE "C" NOT NULL DEFAULT '',
  people TEXT COLLATE "C" NOT NULL DEFAULT '',
  units TEXT COLLATE "C" NOT NULL DEFAULT '',
  authority TEXT COLLATE "C" NOT NULL DEFAULT '',
  nightly BOOLEAN NOT NULL DEFAULT FALSE,
  mapping TEXT COLLATE "C" NOT NULL DEFAULT 'null'
);
CREATE INDEX IF NOT EXISTS identity_source_region_index ON identity_source (region, id);
CREATE INDEX IF NOT EXISTS identity_source_name_order ON identity_source (name, id, region);
CREATE INDEX IF NOT EXISTS identity_source_kind_page ON identity_source (kind, id, region);
CREATE INDEX IF NOT EXISTS identity_source_org_some ON identity_source (org, id, region) WHERE org <> '';
CREATE INDEX IF NOT EXISTS identity_source_status_page ON identity_source (status, id, region);
CREATE TABLE IF NOT EXISTS identity_sync (
  id TEXT COLLATE "C" PRIMARY KEY,
  rev BIGINT NOT NULL DEFAULT 0,
  region TEXT COLLATE "C" NOT NULL DEFAULT '',
  created TEXT COLLATE "C" NOT NULL DEFAULT '',
  updated TEXT COLLATE "C" NOT NULL DEFAULT '',
  title TEXT COLLATE "C" NOT NULL DEFAULT '',
  source TEXT COLLATE "C" NOT NULL DEFAULT '',
  status TEXT COLLATE "C" NOT NULL DEFAULT '',
  added BIGINT NOT NULL DEFAULT 0,
  changed BIGINT NOT NULL DEFAULT 0,
  vanished BIGINT NOT NULL DEFAULT 0,
  total BIGINT NOT NULL DEFAULT 0,
  done BIGINT NOT NULL DEFAULT 0,
  failed BIGINT NOT NULL DEFAULT 0,
  problems TEXT COLLATE "C" NOT NULL DEFAULT 'null',
  message TEXT COLLATE "C" NOT NULL DEFAULT ''
);
CREATE INDEX IF NOT EXISTS identity_sync_region_index ON identity_sync (region, id);
CREATE INDEX IF NOT EXISTS identity_sync_source_some ON identity_sync (source, id, region) WHERE source <> '';
CREATE INDEX IF NOT EXISTS identity_sync_status_page ON identity_sync (status, id, region);
CREATE TABLE IF NOT EXISTS identity_difference (
  id TEXT COLLATE "C" PRIMARY KEY,
  rev BIGINT NOT NULL DEFAULT 0,
  region TEXT COLLATE "C" NOT NULL DEFAULT '',
  created TEXT COLLATE "C" NOT NULL DEFAULT '',
  updated TEXT COLLATE "C" NOT NULL DEFAULT '',
  name TEXT COLLATE "C" NOT NULL DEFAULT '',
  sync TEXT COLLATE "C" NOT NULL DEFAULT '',
  subject TEXT COLLATE "C" NOT NULL DEFAULT '',
  act TEXT COLLATE "C" NOT NULL DEFAULT '',
  key TEXT COLLATE "C" NOT NULL DEFAULT '',
  changes TEXT COLLATE "C" NOT NULL DEFAULT 'null',
  account TEXT COLLATE "C" NOT NULL DEFAULT '',
  org TEXT COLLATE "C" NOT NULL DEFAULT '',
  rank BIGINT NOT NULL DEFAULT 0,
  status TEXT COLLATE "C" NOT NULL DEFAULT '',
  outcome TEXT COLLATE "C" NOT NULL DEFAULT '',
  message TEXT COLLATE "C" NOT NULL DEFAULT '',
  after_rev BIGINT NOT NULL DEFAULT 0
);
CREATE INDEX IF NOT EXISTS identity_difference_region_index ON identity_difference (region, id);
CREATE INDEX IF NOT EXISTS identity_difference_sync_some ON identity_difference (sync, rank, id, region) WHERE sync <> '';
CREATE INDEX IF NOT EXISTS identity_difference_subject_some ON identity_difference (subject, rank, id, region) WHERE subject <> '';
CREATE INDEX IF NOT EXISTS identity_difference_act_some ON identity_difference (act, rank, id, region) WHERE act <> '';
CREATE INDEX IF NOT EXISTS identity_difference_account_some ON identity_difference (account, rank, id, region) WHERE account <> '';
CREATE INDEX IF NOT EXISTS identity_difference_org_some ON identity_difference (org, rank, id, region) WHERE org <> '';
CREATE INDEX IF NOT EXISTS identity_difference_rank_order ON identity_difference (rank, id, region);
CREATE INDEX IF NOT EXISTS identity_difference_status_page ON identity_difference (status, rank, id, region);
CREATE INDEX IF NOT EXISTS identity_difference_outcome_some ON identity_difference (outcome, rank, id, region) WHERE outcome <> '';
CREATE TABLE IF NOT EXISTS identity_link (
  id TEXT COLLATE "C" PRIMARY KEY,
  rev BIGINT NOT NULL DEFAULT 0,
  region TEXT COLLATE "C" NOT NULL DEFAULT '',
  created TEXT COLLATE "C" NOT NULL DEFAULT '',
  updated TEXT COLLATE "C" NOT NULL DEFAULT '',
  external TEXT COLLATE "C" NOT NULL DEFAULT '',
  source TEXT COLLATE "C" NOT NULL DEFAULT '',
  account TEXT COLLATE "C" NOT NULL DEFAULT '',
  org TEXT COLLATE "C" NOT NULL DEFAULT '',
  held BOOLEAN NOT NULL DEFAULT FALSE,
  gone BOOLEAN NOT NULL DEFAULT FALSE
);
CREATE INDEX IF NOT EXISTS identity_link_region_index ON identity_link (region, id);
CREATE INDEX IF NOT EXISTS identity_link_source_some ON identity_link (source, id, region) WHERE source <> '';
CREATE INDEX IF NOT EXISTS identity_link_account_some ON identity_link (account, id, region) WHERE account <> '';
CREATE INDEX IF NOT EXISTS identity_link_org_some ON identity_link (org, id, region) WHERE org <> '';
CREATE INDEX IF NOT EXISTS identity_link_gone_some ON identity_link (gone, id, region) WHERE gone = TRUE;
CREATE INDEX IF NOT EXISTS identity_link_source_external_index ON identity_link (source, external, id);
CREATE TABLE IF NOT EXISTS region_division (
  id TEXT COLLATE "C" PRIMARY KEY,
  rev BIGINT NOT NULL DEFAULT 0,
  region TEXT COLLATE "C" NOT NULL DEFAULT '',
  created TEXT COLLATE "C" NOT NULL DEFAULT '',
  updated TEXT COLLATE "C" NOT NULL DEFAULT '',
  code TEXT COLLATE "C" NOT NULL DEFAULT '',
  name TEXT COLLATE "C" NOT NULL DEFAULT '',
  short_name TEXT COLLATE "C" NOT NULL DEFAULT '',
  level TEXT COLLATE "C" NOT NULL DEFAULT '',
  kind TEXT COLLATE "C" NOT NULL DEFAULT '',
  parent TEXT COLLATE "C" NOT NULL DEFAULT '',
  rank BIGINT NOT NULL DEFAULT 0,
  counted BOOLEAN NOT NULL DEFAULT FALSE,
  note TEXT COLLATE "C" NOT NULL DEFAULT '',
  valid_from TEXT COLLATE "C" NOT NULL DEFAULT '',
  valid_to TEXT COLLATE "C" NOT NULL DEFAULT '',
  successor TEXT COLLATE "C" NOT NULL DEFAULT '',
  basis TEXT COLLATE "C" NOT NULL DEFAULT '',
  renamed_on TEXT COLLATE "C" NOT NULL DEFAULT '',
  former TEXT COLLATE "C" NOT NULL DEFAULT 'null',
  status TEXT COLLATE "C" NOT NULL DEFAULT ''
);
CREATE INDEX IF NOT EXISTS region_division_region_index ON region_division (region, id);
CREATE UNIQUE INDEX IF NOT EXISTS region_division_code_unique ON region_division (code) WHERE code <> '';
CREATE INDEX IF NOT EXISTS region_division_code_order ON region_division (code, id, region);
CREATE INDEX IF NOT EXISTS region_division_level_some ON region_division (level, code, id, region) WHERE level <> '';
CREATE INDEX IF NOT EXISTS region_division_kind_some ON region_division (kind, code, id, region) WHERE kind <> '';
CREATE INDEX IF NOT EXISTS region_division_parent_some ON region_division (parent, code, id, region) WHERE parent <> '';
CREATE INDEX IF NOT EXISTS region_division_rank_order ON region_division (rank, id, region);
CREATE INDEX IF NOT EXISTS region_division_counted_some ON region_division (counted, code, id, region) WHERE counted = TRUE;
CREATE INDEX IF NOT EXISTS region_division_status_page ON region_division (status, code, id, region);
CREATE TABLE IF NOT EXISTS calendar (
  id TEXT COLLATE "C" PRIMARY KEY,
  rev BIGINT NOT NULL DEFAULT 0,
  region TEXT COLLATE "C" NOT NULL DEFAULT '',
  created TEXT COLLATE "C" NOT NULL DEFAULT '',
  updated TEXT COLLATE "C" NOT NULL DEFAULT '',
  day TEXT COLLATE "C" NOT NULL DEFAULT '',
  kind TEXT COLLATE "C" NOT NULL DEFAULT '',
  name TEXT COLLATE "C" NOT NULL DEFAULT '',
  notice TEXT COLLATE "C" NOT NULL DEFAULT ''
);
CREATE INDEX IF NOT EXISTS calendar_region_index ON calendar (region, id);
CREATE UNIQUE INDEX IF NOT EXISTS calendar_day_unique ON calendar (day) WHERE day <> '';
CREATE INDEX IF NOT EXISTS calendar_day_order ON calendar (day, id, region);
CREATE INDEX IF NOT EXISTS calendar_kind_page ON calendar (kind, day, id, region);
CREATE TABLE IF NOT EXISTS view (
  id TEXT COLLATE "C" PRIMARY KEY,
  rev BIGINT NOT NULL DEFAULT 0,
  region TEXT COLLATE "C" NOT NULL DEFAULT '',
  created TEXT COLLATE "C" NOT NULL DEFAULT '',
  updated TEXT COLLATE "C" NOT NULL DEFAULT '',
  type TEXT COLLATE "C" NOT NULL DEFAULT '',
  label TEXT COLLATE "C" NOT NULL DEFAULT '',
  query TEXT COLLATE "C" NOT NULL DEFAULT '',
  columns TEXT COLLATE "C" NOT NULL DEFAULT 'null',
  share TEXT COLLATE "C" NOT NULL DEFAULT '',
  owner TEXT COLLATE "C" NOT NULL DEFAULT '',
  org TEXT COLLATE "C" NOT NULL DEFAULT ''
);
CREATE INDEX IF NOT EXISTS view_region_index ON view (region, id);
CREATE INDEX IF NOT EXISTS view_type_page ON view (type, id, region);
CREATE INDEX IF NOT EXISTS view_share_some ON view (share, id, region) WHERE share <> '';
CREATE INDEX IF NOT EXISTS view_owner_some ON view (owner, id, region) WHERE owner <> '';
CREATE INDEX IF NOT EXISTS view_org_some ON view (org, id, region) WHERE org <> '';
CREATE TABLE IF NOT EXISTS import (
  id TEXT COLLATE "C" PRIMARY KEY,
  rev BIGINT NOT NULL DEFAULT 0,
  region TEXT COLLATE "C" NOT NULL DEFAULT '',
  created TEXT COLLATE "C" NOT NULL DEFAULT '',
  updated TEXT COLLATE "C" NOT NULL DEFAULT '',
  type TEXT COLLATE "C" NOT NULL DEFAULT '',
  name TEXT COLLATE "C" NOT NULL DEFAULT '',
  state TEXT COLLATE "C" NOT NULL DEFAULT '',
  account TEXT COLLATE "C" NOT NULL DEFAULT '',
  intention TEXT COLLATE "C" NOT NULL DEFAULT '',
  digest TEXT COLLATE "C" NOT NULL DEFAULT '',
  rows BIGINT NOT NULL DEFAULT 0,
  done BIGINT NOT NULL DEFAULT 0,
  good BIGINT NOT NULL DEFAULT 0,
  bad BIGINT NOT NULL DEFAULT 0,
  added BIGINT NOT NULL DEFAULT 0,
  changed BIGINT NOT NULL DEFAULT 0,
  likely BIGINT NOT NULL DEFAULT 0,
  alike TEXT COLLATE "C" NOT NULL DEFAULT 'null',
  columns TEXT COLLATE "C" NOT NULL DEFAULT 'null',
  chosen TEXT COLLATE "C" NOT NULL DEFAULT 'null',
  choices TEXT COLLATE "C" NOT NULL DEFAULT 'null',
  missing TEXT COLLATE "C" NOT NULL DEFAULT 'null',
  errors TEXT COLLATE "C" NOT NULL DEFAULT 'null',
  preview TEXT COLLATE "C" NOT NULL DEFAULT 'null',
  kept TEXT COLLATE "C" NOT NULL DEFAULT 'null',
  message TEXT COLLATE "C" NOT NULL DEFAULT ''
);
CREATE INDEX IF NOT EXISTS import_region_index ON import (region, id);
CREATE INDEX IF NOT EXISTS import_type_some ON import (type, id, region) WHERE type <> '';
CREATE INDEX IF NOT EXISTS import_state_some ON import (state, id, region) WHERE state <> '';
CREATE INDEX IF NOT EXISTS import_account_some ON import (account, id, region) WHERE account <> '';
CREATE UNIQUE INDEX IF NOT EXISTS import_intention_unique ON import (intention) WHERE intention <> '';
CREATE TABLE IF NOT EXISTS monitor_secret (gateway TEXT COLLATE "C" PRIMARY KEY, digest TEXT COLLATE "C" NOT NULL);
CREATE TABLE IF NOT EXISTS video_secret (owner TEXT COLLATE "C" PRIMARY KEY, sealed TEXT COLLATE "C" NOT NULL);
CREATE TABLE IF NOT EXISTS bulletin_edition (bulletin TEXT COLLATE "C" PRIMARY KEY, figures TEXT COLLATE "C" NOT NULL, body TEXT COLLATE "C" NOT NULL, organ TEXT COLLATE "C" NOT NULL);
CREATE TABLE IF NOT EXISTS bulletin_number (organ TEXT COLLATE "C" NOT NULL, year BIGINT NOT NULL, serial BIGINT NOT NULL, PRIMARY KEY (organ, year, serial));
CREATE TABLE IF NOT EXISTS document_series (series TEXT COLLATE "C" PRIMARY KEY, last BIGINT NOT NULL);
CREATE TABLE IF NOT EXISTS document_form (hash TEXT COLLATE "C" PRIMARY KEY, source TEXT COLLATE "C" NOT NULL);
CREATE TABLE IF NOT EXISTS evidence_nonce (nonce TEXT COLLATE "C" PRIMARY KEY, device TEXT COLLATE "C" NOT NULL, at BIGINT NOT NULL, used BIGINT NOT NULL);
CREATE TABLE IF NOT EXISTS evidence_entry (log TEXT COLLATE "C" NOT NULL, seq BIGINT NOT NULL, record TEXT COLLATE "C" NOT NULL, body TEXT COLLATE "C" NOT NULL, nonce_seq BIGINT NOT NULL, nonce_at BIGINT NOT NULL, skew BIGINT NOT NULL, PRIMARY KEY (log, seq));
CREATE INDEX IF NOT EXISTS evidence_entry_record ON evidence_entry (record);
CREATE TABLE IF NOT EXISTS evidence_key (id BIGINT PRIMARY KEY, public TEXT COLLATE "C" NOT NULL, private TEXT COLLATE "C" NOT NULL);
CREATE TABLE IF NOT EXISTS seal_key (id TEXT COLLATE "C" PRIMARY KEY, sealed TEXT COLLATE "C" NOT NULL);
CREATE TABLE IF NOT EXISTS notice_text (delivery TEXT COLLATE "C" PRIMARY KEY, title TEXT COLLATE "C" NOT NULL, body TEXT COLLATE "C" NOT NULL, link TEXT COLLATE "C" NOT NULL);
CREATE TABLE IF NOT EXISTS notice_code (delivery TEXT COLLATE "C" PRIMARY KEY, alarm TEXT COLLATE "C" NOT NULL, phone TEXT COLLATE "C" NOT NULL, hash TEXT COLLATE "C" NOT NULL, until BIGINT NOT NULL, tries BIGINT NOT NULL);
CREATE INDEX IF NOT EXISTS notice_code_phone ON notice_code (phone);
CREATE TABLE IF NOT EXISTS notice_push (endpoint TEXT COLLATE "C" PRIMARY KEY, account TEXT COLLATE "C" NOT NULL, p256dh TEXT COLLATE "C" NOT NULL, auth TEXT COLLATE "C" NOT NULL, device TEXT COLLATE "C" NOT NULL, created TEXT COLLATE "C" NOT NULL);
CREATE INDEX IF NOT EXISTS notice_push_account ON notice_push (account);
CREATE TABLE IF NOT EXISTS notice_secret (name TEXT COLLATE "C" PRIMARY KEY, content TEXT COLLATE "C" NOT NULL);
CREATE TABLE IF NOT EXISTS notice_nonce (name TEXT COLLATE "C" PRIMARY KEY, at BIGINT NOT NULL);
CREATE TABLE IF NOT EXISTS chat_counter (id BIGINT PRIMARY KEY, n BIGINT NOT NULL);
INSERT INTO chat_counter (id, n) VALUES (1, 0) ON CONFLICT (id) DO NOTHING;
CREATE TABLE IF NOT EXISTS chat_head (talk TEXT COLLATE "C" PRIMARY KEY, seq BIGINT NOT NULL, at BIGINT NOT NULL);
CREATE TABLE IF NOT EXISTS chat_direct (pair TEXT COLLATE "C" PRIMARY KEY, talk TEXT COLLATE "C" NOT NULL);
CREATE TABLE IF NOT EXISTS chat_member (talk TEXT COLLATE "C" NOT NULL, account TEXT COLLATE "C" NOT NULL, name TEXT COLLATE "C" NOT NULL, since BIGINT NOT NULL, seen BIGINT NOT NULL, gone BIGINT NOT NULL, n BIGINT NOT NULL, PRIMARY KEY (talk, account));
CREATE INDEX IF NOT EXISTS chat_member_account ON chat_member (account, gone);
CREATE INDEX IF NOT EXISTS chat_member_n ON chat_member (n);
CREATE TABLE IF NOT EXISTS chat_entry (talk TEXT COLLATE "C" NOT NULL, seq BIGINT NOT NULL, n BIGINT NOT NULL, client TEXT COLLATE "C" NOT NULL, account TEXT COLLATE "C" NOT NULL, name TEXT COLLATE "C" NOT NULL, at BIGINT NOT NULL,
 kind TEXT COLLATE "C" NOT NULL, words TEXT COLLATE "C" NOT NULL, data TEXT COLLATE "C" NOT NULL, mention TEXT COLLATE "C" NOT NULL, recalled BIGINT NOT NULL, PRIMARY KEY (talk, seq));
CREATE UNIQUE INDEX IF NOT EXISTS chat_entry_client ON chat_entry (account, client);
CREATE UNIQUE INDEX IF NOT EXISTS chat_entry_n ON chat_entry (n);
CREATE INDEX IF NOT EXISTS chat_entry_at ON chat_entry (at);
CREATE TABLE IF NOT EXISTS chat_presence (id TEXT COLLATE "C" PRIMARY KEY, account TEXT COLLATE "C" NOT NULL, process TEXT COLLATE "C" NOT NULL, state TEXT COLLATE "C" NOT NULL, seen BIGINT NOT NULL);
CREATE INDEX IF NOT EXISTS chat_presence_account ON chat_presence (account);
CREATE INDEX IF NOT EXISTS chat_presence_process ON chat_presence (process);
CREATE TABLE IF NOT EXISTS account_secret (account TEXT COLLATE "C" PRIMARY KEY, hash TEXT COLLATE "C" NOT NULL, history TEXT COLLATE "C" NOT NULL, changed BIGINT NOT NULL, until BIGINT NOT NULL);
CREATE TABLE IF NOT EXISTS account_try (name TEXT COLLATE "C" PRIMARY KEY, n BIGINT NOT NULL, until BIGINT NOT NULL, at BIGINT NOT NULL);
CREATE INDEX IF NOT EXISTS account_try_at ON account_try (at);
CREATE TABLE IF NOT EXISTS account_session (id TEXT COLLATE "C" PRIMARY KEY, hash TEXT COLLATE "C" NOT NULL, account TEXT COLLATE "C" NOT NULL, kind TEXT COLLATE "C" NOT NULL, name TEXT COLLATE "C" NOT NULL,
 created BIGINT NOT NULL, seen BIGINT NOT NULL, until BIGINT NOT NULL, address TEXT COLLATE "C" NOT NULL, device TEXT COLLATE "C" NOT NULL);
CREATE UNIQUE INDEX IF NOT EXISTS account_session_hash ON account_session (hash);
CREATE INDEX IF NOT EXISTS account_session_account ON account_session (account);
CREATE TABLE IF NOT EXISTS account_proof (session TEXT COLLATE "C" PRIMARY KEY, at BIGINT NOT NULL, strong BIGINT NOT NULL);
CREATE TABLE IF NOT EXISTS account_change (id TEXT COLLATE "C" PRIMARY KEY, account TEXT COLLATE "C" NOT NULL, at BIGINT NOT NULL);
CREATE INDEX IF NOT EXISTS account_change_at ON account_change (at);
CREATE TABLE IF NOT EXISTS account_key (name TEXT COLLATE "C" PRIMARY KEY, content TEXT COLLATE "C" NOT NULL);
CREATE TABLE IF NOT EXISTS account_ticket (hash TEXT COLLATE "C" PRIMARY KEY, kind TEXT COLLATE "C" NOT NULL, account TEXT COLLATE "C" NOT NULL, content TEXT COLLATE "C" NOT NULL, until BIGINT NOT NULL);
CREATE TABLE IF NOT EXISTS account_visit (id TEXT COLLATE "C" PRIMARY KEY, account TEXT COLLATE "C" NOT NULL, session TEXT COLLATE "C" NOT NULL, at BIGINT NOT NULL, way TEXT COLLATE "C" NOT NULL, good BIGINT NOT NULL, strange BIGINT NOT NULL, told BIGINT NOT NULL, address TEXT COLLATE "C" NOT NULL, device TEXT COLLATE "C" NOT NULL);
CREATE INDEX IF NOT EXISTS account_visit_account ON account_visit (account, id);
CREATE TABLE IF NOT EXISTS account_device (account TEXT COLLATE "C" NOT NULL, hash TEXT COLLATE "C" NOT NULL, at BIGINT NOT NULL, PRIMARY KEY (account, hash));
CREATE TABLE IF NOT EXISTS account_factor (account TEXT COLLATE "C" PRIMARY KEY, secret TEXT COLLATE "C" NOT NULL, step BIGINT NOT NULL, sms BIGINT NOT NULL, since BIGINT NOT NULL);
CREATE TABLE IF NOT EXISTS account_recovery (account TEXT COLLATE "C" NOT NULL, hash TEXT COLLATE "C" NOT NULL, PRIMARY KEY (account, hash));
CREATE TABLE IF NOT EXISTS account_passkey (id TEXT COLLATE "C" PRIMARY KEY, account TEXT COLLATE "C" NOT NULL, credential TEXT COLLATE "C" NOT NULL, name TEXT COLLATE "C" NOT NULL, content TEXT COLLATE "C" NOT NULL, created BIGINT NOT NULL, used BIGINT NOT NULL);
CREATE UNIQUE INDEX IF NOT EXISTS account_passkey_credential ON account_passkey (credential);
CREATE INDEX IF NOT EXISTS account_passkey_account ON account_passkey (account);
CREATE TABLE IF NOT EXISTS account_provider_secret (provider TEXT COLLATE "C" PRIMARY KEY, secret TEXT COLLATE "C" NOT NULL);
CREATE TABLE IF NOT EXISTS right_use (account TEXT COLLATE "C" NOT NULL, type TEXT COLLATE "C" NOT NULL, verb TEXT COLLATE "C" NOT NULL, day TEXT COLLATE "C" NOT NULL, n BIGINT NOT NULL, PRIMARY KEY (account, type, verb, day));
CREATE TABLE IF NOT EXISTS identity_key (id TEXT COLLATE "C" PRIMARY KEY, sealed TEXT COLLATE "C" NOT NULL, open TEXT COLLATE "C" NOT NULL, created BIGINT NOT NULL, starts BIGINT NOT NULL, ends BIGINT NOT NULL);
CREATE TABLE IF NOT EXISTS identity_secret (owner TEXT COLLATE "C" PRIMARY KEY, hash TEXT COLLATE "C" NOT NULL, made BIGINT NOT NULL);
CREATE TABLE IF NOT EXISTS identity_token (hash TEXT COLLATE "C" PRIMARY KEY, kind TEXT COLLATE "C" NOT NULL, family TEXT COLLATE "C" NOT NULL, client TEXT COLLATE "C" NOT NULL, account TEXT COLLATE "C" NOT NULL,
 session TEXT COLLATE "C" NOT NULL, state BIGINT NOT NULL, until BIGINT NOT NULL, body TEXT COLLATE "C" NOT NULL);
CREATE TABLE IF NOT EXISTS identity_visit (session TEXT COLLATE "C" NOT NULL, client TEXT COLLATE "C" NOT NULL, account TEXT COLLATE "C" NOT NULL, issuer TEXT COLLATE "C" NOT NULL, first BIGINT NOT NULL, last BIGINT NOT NULL, state BIGINT NOT NULL,
 PRIMARY KEY (session, client));
CREATE INDEX IF NOT EXISTS identity_visit_state ON identity_visit (state, last);
CREATE TABLE IF NOT EXISTS identity_consent (account TEXT COLLATE "C" NOT NULL, client TEXT COLLATE "C" NOT NULL, scopes TEXT COLLATE "C" NOT NULL, given BIGINT NOT NULL, PRIMARY KEY (account, client));
CREATE TABLE IF NOT EXISTS identity_sealed (owner TEXT COLLATE "C" PRIMARY KEY, sealed TEXT COLLATE "C" NOT NULL);
CREATE TABLE IF NOT EXISTS identity_plan (difference TEXT COLLATE "C" PRIMARY KEY, sync TEXT COLLATE "C" NOT NULL, wanted TEXT COLLATE "C" NOT NULL, former TEXT COLLATE "C" NOT NULL);
CREATE TABLE IF NOT EXISTS identity_roster (sync TEXT COLLATE "C" PRIMARY KEY, name TEXT COLLATE "C" NOT NULL, content TEXT COLLATE "C" NOT NULL);
CREATE INDEX IF NOT EXISTS identity_token_family ON identity_token (family);
CREATE INDEX IF NOT EXISTS identity_token_session ON identity_token (session);
CREATE INDEX IF NOT EXISTS identity_token_until ON identity_token (until);
CREATE TABLE IF NOT EXISTS import_file (import TEXT COLLATE "C" NOT NULL, part BIGINT NOT NULL, content TEXT COLLATE "C" NOT NULL, PRIMARY KEY (import, part));
CREATE TABLE IF NOT EXISTS import_lock (import TEXT COLLATE "C" PRIMARY KEY, attempt TEXT COLLATE "C" NOT NULL);
CREATE TABLE IF NOT EXISTS import_row (import TEXT COLLATE "C" NOT NULL, line BIGINT NOT NULL, cells TEXT COLLATE "C" NOT NULL, state TEXT COLLATE "C" NOT NULL, faults TEXT COLLATE "C" NOT NULL, record TEXT COLLATE "C" NOT NULL,
 action TEXT COLLATE "C" NOT NULL, rev BIGINT NOT NULL, cols TEXT COLLATE "C" NOT NULL, former TEXT COLLATE "C" NOT NULL, PRIMARY KEY (import, line));
DROP INDEX IF EXISTS import_row_state;
CREATE TABLE IF NOT EXISTS search_todo (id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY, type TEXT COLLATE "C" NOT NULL, record TEXT COLLATE "C" NOT NULL);
CREATE TABLE IF NOT EXISTS search_lock (name TEXT COLLATE "C" PRIMARY KEY, turn BIGINT NOT NULL);
CREATE TABLE IF NOT EXISTS search_type (no BIGINT PRIMARY KEY, type TEXT COLLATE "C" NOT NULL UNIQUE);
CREATE TABLE IF NOT EXISTS search_doc (id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY, type TEXT COLLATE "C" NOT NULL, record TEXT COLLATE "C" NOT NULL, name TEXT COLLATE "C" NOT NULL, words TSVECTOR NOT NULL, UNIQUE (type, record));
CREATE INDEX IF NOT EXISTS search_doc_words ON search_doc USING GIN (words);
CREATE INDEX IF NOT EXISTS search_doc_name ON search_doc (type, name, id);
INSERT INTO search_lock (name, turn) VALUES ('form', 2) ON CONFLICT (name) DO NOTHING;
INSERT INTO search_type (no, type) SELECT ROW_NUMBER() OVER (ORDER BY type), type FROM (SELECT DISTINCT type FROM search_doc) AS known WHERE NOT EXISTS (SELECT 1 FROM search_type);
CREATE TABLE IF NOT EXISTS metric_cell (indicator TEXT COLLATE "C" NOT NULL, cut TEXT COLLATE "C" NOT NULL, region TEXT COLLATE "C" NOT NULL, part TEXT COLLATE "C" NOT NULL, year TEXT COLLATE "C" NOT NULL, n BIGINT NOT NULL, days TEXT COLLATE "C" NOT NULL,
 PRIMARY KEY (indicator, cut, region, part, year));
CREATE TABLE IF NOT EXISTS metric_delta (id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY, type TEXT COLLATE "C" NOT NULL, content TEXT COLLATE "C" NOT NULL);
CREATE TABLE IF NOT EXISTS metric_mark (id BIGINT PRIMARY KEY, declared TEXT COLLATE "C" NOT NULL, folds BIGINT NOT NULL);
CREATE TABLE IF NOT EXISTS due (type TEXT COLLATE "C" NOT NULL, record TEXT COLLATE "C" NOT NULL, region TEXT COLLATE "C" NOT NULL, title TEXT COLLATE "C" NOT NULL, last_on TEXT COLLATE "C" NOT NULL, warn_on TEXT COLLATE "C" NOT NULL,
 paused BOOLEAN NOT NULL, who TEXT COLLATE "C" NOT NULL, what TEXT COLLATE "C" NOT NULL, told BIGINT NOT NULL, PRIMARY KEY (type, record));
CREATE INDEX IF NOT EXISTS due_order ON due (type, last_on, record, region);
DROP INDEX IF EXISTS due_last_on;
DROP INDEX IF EXISTS due_region;
CREATE INDEX IF NOT EXISTS due_below ON due (type, region, last_on, paused, who);
CREATE INDEX IF NOT EXISTS due_warn_on ON due (warn_on);
CREATE TABLE IF NOT EXISTS answer (id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY, name TEXT COLLATE "C" NOT NULL UNIQUE, hash TEXT NOT NULL, status BIGINT NOT NULL, body TEXT NOT NULL, day TEXT COLLATE "C" NOT NULL);
CREATE TABLE IF NOT EXISTS upload (account TEXT COLLATE "C" NOT NULL, sha TEXT COLLATE "C" NOT NULL, at TEXT COLLATE "C" NOT NULL, PRIMARY KEY (account, sha));
CREATE TABLE IF NOT EXISTS task (id TEXT COLLATE "C" PRIMARY KEY, name TEXT COLLATE "C" NOT NULL, args TEXT COLLATE "C" NOT NULL, run_at TEXT COLLATE "C" NOT NULL, tries BIGINT NOT NULL, state TEXT COLLATE "C" NOT NULL, error TEXT COLLATE "C" NOT NULL);
CREATE INDEX IF NOT EXISTS task_state ON task (state, run_at);
CREATE TABLE IF NOT EXISTS trail (chain TEXT COLLATE "C" NOT NULL, seq BIGINT NOT NULL, at TEXT COLLATE "C" NOT NULL, type TEXT COLLATE "C" NOT NULL, record TEXT COLLATE "C" NOT NULL, region TEXT COLLATE "C" NOT NULL,
 verb TEXT COLLATE "C" NOT NULL, actor TEXT COLLATE "C" NOT NULL, actor_name TEXT COLLATE "C" NOT NULL, from_state TEXT COLLATE "C" NOT NULL, to_state TEXT COLLATE "C" NOT NULL, opinion TEXT COLLATE "C" NOT NULL, detail TEXT COLLATE "C" NOT NULL,
 changes TEXT COLLATE "C" NOT NULL, address TEXT COLLATE "C" NOT NULL, device TEXT COLLATE "C" NOT NULL, place TEXT COLLATE "C" NOT NULL, done_at TEXT COLLATE "C" NOT NULL, request TEXT COLLATE "C" NOT NULL, prev TEXT COLLATE "C" NOT NULL, hash TEXT COLLATE "C" NOT NULL,
 PRIMARY KEY (chain, seq));
CREATE INDEX IF NOT EXISTS trail_record ON trail (record, at);
DROP INDEX IF EXISTS trail_actor;
CREATE TABLE IF NOT EXISTS trail_head (chain TEXT COLLATE "C" PRIMARY KEY, seq BIGINT NOT NULL, hash TEXT COLLATE "C" NOT NULL);
