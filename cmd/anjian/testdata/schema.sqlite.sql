CREATE TABLE IF NOT EXISTS enterprise (
  id TEXT PRIMARY KEY,
  rev INTEGER NOT NULL DEFAULT 0,
  region TEXT NOT NULL DEFAULT '',
  created TEXT NOT NULL DEFAULT '',
  updated TEXT NOT NULL DEFAULT '',
  name TEXT NOT NULL DEFAULT '',
  credit_code TEXT NOT NULL DEFAULT '',
  org_code TEXT NOT NULL DEFAULT '',
  registration_number TEXT NOT NULL DEFAULT '',
  economic_type TEXT NOT NULL DEFAULT '',
  affiliation TEXT NOT NULL DEFAULT '',
  parent_group TEXT NOT NULL DEFAULT '',
  business_scope TEXT NOT NULL DEFAULT '',
  telephone TEXT NOT NULL DEFAULT '',
  email TEXT NOT NULL DEFAULT '',
  postcode TEXT NOT NULL DEFAULT '',
  former_names TEXT NOT NULL DEFAULT '',
  trade TEXT NOT NULL DEFAULT '',
  trades TEXT NOT NULL DEFAULT 'null',
  industry TEXT NOT NULL DEFAULT '',
  level TEXT NOT NULL DEFAULT '',
  department TEXT NOT NULL DEFAULT '',
  dust BOOLEAN NOT NULL DEFAULT FALSE,
  confined BOOLEAN NOT NULL DEFAULT FALSE,
  ammonia BOOLEAN NOT NULL DEFAULT FALSE,
  melting BOOLEAN NOT NULL DEFAULT FALSE,
  gas BOOLEAN NOT NULL DEFAULT FALSE,
  size_class TEXT NOT NULL DEFAULT '',
  above_scale BOOLEAN NOT NULL DEFAULT FALSE,
  classified BOOLEAN NOT NULL DEFAULT FALSE,
  duties TEXT NOT NULL DEFAULT '',
  founded_on TEXT NOT NULL DEFAULT '',
  licence_form TEXT NOT NULL DEFAULT '',
  registered_capital INTEGER NOT NULL DEFAULT 0,
  registrar TEXT NOT NULL DEFAULT '',
  registered_address TEXT NOT NULL DEFAULT '',
  legal_person TEXT NOT NULL DEFAULT '',
  legal_person_phone TEXT NOT NULL DEFAULT '',
  address TEXT NOT NULL DEFAULT '',
  position TEXT NOT NULL DEFAULT 'null',
  site_area REAL NOT NULL DEFAULT 0,
  neighbours TEXT NOT NULL DEFAULT 'null',
  staff INTEGER NOT NULL DEFAULT 0,
  principal TEXT NOT NULL DEFAULT '',
  principal_phone TEXT NOT NULL DEFAULT '',
  safety_leader TEXT NOT NULL DEFAULT '',
  safety_phone TEXT NOT NULL DEFAULT '',
  safety_director TEXT NOT NULL DEFAULT '',
  special_operators INTEGER NOT NULL DEFAULT 0,
  revenue INTEGER NOT NULL DEFAULT 0,
  assets INTEGER NOT NULL DEFAULT 0,
  safety_unit TEXT NOT NULL DEFAULT '',
  safety_unit_name TEXT NOT NULL DEFAULT '',
  full_time INTEGER NOT NULL DEFAULT 0,
  part_time INTEGER NOT NULL DEFAULT 0,
  engineers INTEGER NOT NULL DEFAULT 0,
  committee BOOLEAN NOT NULL DEFAULT FALSE,
  rules_updated_on TEXT NOT NULL DEFAULT '',
  rules TEXT NOT NULL DEFAULT 'null',
  substances TEXT NOT NULL DEFAULT 'null',
  key_chemicals BOOLEAN NOT NULL DEFAULT FALSE,
  processes TEXT NOT NULL DEFAULT 'null',
  major_hazard TEXT NOT NULL DEFAULT '',
  storage_ways TEXT NOT NULL DEFAULT 'null',
  chemicals_number TEXT NOT NULL DEFAULT '',
  operations TEXT NOT NULL DEFAULT 'null',
  equipment TEXT NOT NULL DEFAULT 'null',
  confined_spaces INTEGER NOT NULL DEFAULT 0,
  factors TEXT NOT NULL DEFAULT 'null',
  exposed INTEGER NOT NULL DEFAULT 0,
  declared_on TEXT NOT NULL DEFAULT '',
  measured_on TEXT NOT NULL DEFAULT '',
  examined_on TEXT NOT NULL DEFAULT '',
  plan_number TEXT NOT NULL DEFAULT '',
  plan_filed_on TEXT NOT NULL DEFAULT '',
  rescue_team INTEGER NOT NULL DEFAULT 0,
  materials TEXT NOT NULL DEFAULT '',
  drilled_on TEXT NOT NULL DEFAULT '',
  standard TEXT NOT NULL DEFAULT '',
  standard_until TEXT NOT NULL DEFAULT '',
  risk TEXT NOT NULL DEFAULT '',
  credit TEXT NOT NULL DEFAULT '',
  operating TEXT NOT NULL DEFAULT '',
  operating_since TEXT NOT NULL DEFAULT '',
  operating_note TEXT NOT NULL DEFAULT '',
  conflicting BOOLEAN NOT NULL DEFAULT FALSE,
  settled_at TEXT NOT NULL DEFAULT '',
  differs TEXT NOT NULL DEFAULT '',
  status TEXT NOT NULL DEFAULT '',
  source TEXT NOT NULL DEFAULT '',
  registrant TEXT NOT NULL DEFAULT '',
  registered_on TEXT NOT NULL DEFAULT '',
  filed_on TEXT NOT NULL DEFAULT '',
  act_by TEXT NOT NULL DEFAULT '',
  local_by TEXT NOT NULL DEFAULT '',
  returned_for TEXT NOT NULL DEFAULT '',
  changed BOOLEAN NOT NULL DEFAULT FALSE,
  changes TEXT NOT NULL DEFAULT 'null',
  changed_facts TEXT NOT NULL DEFAULT '',
  move_to TEXT NOT NULL DEFAULT '',
  closed_on TEXT NOT NULL DEFAULT '',
  merged_into TEXT NOT NULL DEFAULT '',
  confirmed TEXT NOT NULL DEFAULT 'null',
  freshness TEXT NOT NULL DEFAULT 'null',
  confirmed_on TEXT NOT NULL DEFAULT '',
  looked_on TEXT NOT NULL DEFAULT '',
  completeness INTEGER NOT NULL DEFAULT 0,
  complete BOOLEAN NOT NULL DEFAULT FALSE,
  complete_on TEXT NOT NULL DEFAULT '',
  lacking TEXT NOT NULL DEFAULT '',
  stale_on TEXT NOT NULL DEFAULT '',
  stale_what TEXT NOT NULL DEFAULT '',
  contacts_until TEXT NOT NULL DEFAULT '',
  stale BOOLEAN NOT NULL DEFAULT FALSE,
  lapses_on TEXT NOT NULL DEFAULT '',
  name_key TEXT NOT NULL DEFAULT '',
  address_key TEXT NOT NULL DEFAULT ''
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
  id TEXT PRIMARY KEY,
  rev INTEGER NOT NULL DEFAULT 0,
  region TEXT NOT NULL DEFAULT '',
  created TEXT NOT NULL DEFAULT '',
  updated TEXT NOT NULL DEFAULT '',
  enterprise TEXT NOT NULL DEFAULT '',
  name TEXT NOT NULL DEFAULT '',
  duty TEXT NOT NULL DEFAULT '',
  post TEXT NOT NULL DEFAULT '',
  phone TEXT NOT NULL DEFAULT '',
  id_number TEXT NOT NULL DEFAULT '',
  certificate TEXT NOT NULL DEFAULT '',
  cert_number TEXT NOT NULL DEFAULT '',
  cert_until TEXT NOT NULL DEFAULT '',
  left_post BOOLEAN NOT NULL DEFAULT FALSE,
  confirmed_on TEXT NOT NULL DEFAULT '',
  failed_on TEXT NOT NULL DEFAULT '',
  confirm_by TEXT NOT NULL DEFAULT ''
);
CREATE INDEX IF NOT EXISTS enterprise_contact_region_index ON enterprise_contact (region, id);
CREATE INDEX IF NOT EXISTS enterprise_contact_enterprise_page ON enterprise_contact (enterprise, id, region);
CREATE INDEX IF NOT EXISTS enterprise_contact_duty_page ON enterprise_contact (duty, id, region);
CREATE INDEX IF NOT EXISTS enterprise_contact_cert_until_some ON enterprise_contact (cert_until, id, region) WHERE cert_until <> '';
CREATE INDEX IF NOT EXISTS enterprise_contact_left_post_some ON enterprise_contact (left_post, id, region) WHERE left_post = TRUE;
CREATE INDEX IF NOT EXISTS enterprise_contact_confirmed_on_some ON enterprise_contact (confirmed_on, id, region) WHERE confirmed_on <> '';
CREATE INDEX IF NOT EXISTS enterprise_contact_failed_on_some ON enterprise_contact (failed_on, id, region) WHERE failed_on <> '';
CREATE TABLE IF NOT EXISTS enterprise_licence (
  id TEXT PRIMARY KEY,
  rev INTEGER NOT NULL DEFAULT 0,
  region TEXT NOT NULL DEFAULT '',
  created TEXT NOT NULL DEFAULT '',
  updated TEXT NOT NULL DEFAULT '',
  enterprise TEXT NOT NULL DEFAULT '',
  class TEXT NOT NULL DEFAULT '',
  number TEXT NOT NULL DEFAULT '',
  scope TEXT NOT NULL DEFAULT '',
  issuer TEXT NOT NULL DEFAULT '',
  valid_from TEXT NOT NULL DEFAULT '',
  valid_to TEXT NOT NULL DEFAULT '',
  standing TEXT NOT NULL DEFAULT '',
  scans TEXT NOT NULL DEFAULT 'null'
);
CREATE INDEX IF NOT EXISTS enterprise_licence_region_index ON enterprise_licence (region, id);
CREATE INDEX IF NOT EXISTS enterprise_licence_enterprise_page ON enterprise_licence (enterprise, id, region);
CREATE INDEX IF NOT EXISTS enterprise_licence_class_page ON enterprise_licence (class, id, region);
CREATE INDEX IF NOT EXISTS enterprise_licence_valid_to_order ON enterprise_licence (valid_to, id, region);
CREATE INDEX IF NOT EXISTS enterprise_licence_standing_some ON enterprise_licence (standing, id, region) WHERE standing <> '';
CREATE TABLE IF NOT EXISTS enterprise_training (
  id TEXT PRIMARY KEY,
  rev INTEGER NOT NULL DEFAULT 0,
  region TEXT NOT NULL DEFAULT '',
  created TEXT NOT NULL DEFAULT '',
  updated TEXT NOT NULL DEFAULT '',
  enterprise TEXT NOT NULL DEFAULT '',
  subject TEXT NOT NULL DEFAULT '',
  kind TEXT NOT NULL DEFAULT '',
  way TEXT NOT NULL DEFAULT '',
  held_on TEXT NOT NULL DEFAULT '',
  hours REAL NOT NULL DEFAULT 0,
  people INTEGER NOT NULL DEFAULT 0,
  passed INTEGER NOT NULL DEFAULT 0,
  teacher TEXT NOT NULL DEFAULT '',
  proof TEXT NOT NULL DEFAULT 'null'
);
CREATE INDEX IF NOT EXISTS enterprise_training_region_index ON enterprise_training (region, id);
CREATE INDEX IF NOT EXISTS enterprise_training_enterprise_page ON enterprise_training (enterprise, held_on, id, region);
CREATE INDEX IF NOT EXISTS enterprise_training_kind_page ON enterprise_training (kind, held_on, id, region);
CREATE INDEX IF NOT EXISTS enterprise_training_held_on_order ON enterprise_training (held_on, id, region);
CREATE TABLE IF NOT EXISTS enterprise_drill (
  id TEXT PRIMARY KEY,
  rev INTEGER NOT NULL DEFAULT 0,
  region TEXT NOT NULL DEFAULT '',
  created TEXT NOT NULL DEFAULT '',
  updated TEXT NOT NULL DEFAULT '',
  enterprise TEXT NOT NULL DEFAULT '',
  subject TEXT NOT NULL DEFAULT '',
  form TEXT NOT NULL DEFAULT '',
  held_on TEXT NOT NULL DEFAULT '',
  people INTEGER NOT NULL DEFAULT 0,
  result TEXT NOT NULL DEFAULT '',
  proof TEXT NOT NULL DEFAULT 'null'
);
CREATE INDEX IF NOT EXISTS enterprise_drill_region_index ON enterprise_drill (region, id);
CREATE INDEX IF NOT EXISTS enterprise_drill_enterprise_page ON enterprise_drill (enterprise, held_on, id, region);
CREATE INDEX IF NOT EXISTS enterprise_drill_form_page ON enterprise_drill (form, held_on, id, region);
CREATE INDEX IF NOT EXISTS enterprise_drill_held_on_order ON enterprise_drill (held_on, id, region);
CREATE TABLE IF NOT EXISTS enterprise_evaluation (
  id TEXT PRIMARY KEY,
  rev INTEGER NOT NULL DEFAULT 0,
  region TEXT NOT NULL DEFAULT '',
  created TEXT NOT NULL DEFAULT '',
  updated TEXT NOT NULL DEFAULT '',
  enterprise TEXT NOT NULL DEFAULT '',
  subject TEXT NOT NULL DEFAULT '',
  kind TEXT NOT NULL DEFAULT '',
  agency TEXT NOT NULL DEFAULT '',
  evaluated_on TEXT NOT NULL DEFAULT '',
  conclusion TEXT NOT NULL DEFAULT '',
  next_on TEXT NOT NULL DEFAULT '',
  report TEXT NOT NULL DEFAULT 'null'
);
CREATE INDEX IF NOT EXISTS enterprise_evaluation_region_index ON enterprise_evaluation (region, id);
CREATE INDEX IF NOT EXISTS enterprise_evaluation_enterprise_page ON enterprise_evaluation (enterprise, evaluated_on, id, region);
CREATE INDEX IF NOT EXISTS enterprise_evaluation_kind_page ON enterprise_evaluation (kind, evaluated_on, id, region);
CREATE INDEX IF NOT EXISTS enterprise_evaluation_evaluated_on_order ON enterprise_evaluation (evaluated_on, id, region);
CREATE INDEX IF NOT EXISTS enterprise_evaluation_next_on_some ON enterprise_evaluation (next_on, evaluated_on, id, region) WHERE next_on <> '';
CREATE TABLE IF NOT EXISTS enterprise_insurance (
  id TEXT PRIMARY KEY,
  rev INTEGER NOT NULL DEFAULT 0,
  region TEXT NOT NULL DEFAULT '',
  created TEXT NOT NULL DEFAULT '',
  updated TEXT NOT NULL DEFAULT '',
  enterprise TEXT NOT NULL DEFAULT '',
  insurer TEXT NOT NULL DEFAULT '',
  policy TEXT NOT NULL DEFAULT '',
  valid_from TEXT NOT NULL DEFAULT '',
  valid_to TEXT NOT NULL DEFAULT '',
  people INTEGER NOT NULL DEFAULT 0,
  cover INTEGER NOT NULL DEFAULT 0,
  premium INTEGER NOT NULL DEFAULT 0,
  scans TEXT NOT NULL DEFAULT 'null'
);
CREATE INDEX IF NOT EXISTS enterprise_insurance_region_index ON enterprise_insurance (region, id);
CREATE INDEX IF NOT EXISTS enterprise_insurance_enterprise_page ON enterprise_insurance (enterprise, valid_to, id, region);
CREATE INDEX IF NOT EXISTS enterprise_insurance_valid_to_order ON enterprise_insurance (valid_to, id, region);
CREATE TABLE IF NOT EXISTS enterprise_report (
  id TEXT PRIMARY KEY,
  rev INTEGER NOT NULL DEFAULT 0,
  region TEXT NOT NULL DEFAULT '',
  created TEXT NOT NULL DEFAULT '',
  updated TEXT NOT NULL DEFAULT '',
  enterprise TEXT NOT NULL DEFAULT '',
  origin TEXT NOT NULL DEFAULT '',
  operating TEXT NOT NULL DEFAULT '',
  seen_on TEXT NOT NULL DEFAULT '',
  remark TEXT NOT NULL DEFAULT ''
);
CREATE INDEX IF NOT EXISTS enterprise_report_region_index ON enterprise_report (region, id);
CREATE INDEX IF NOT EXISTS enterprise_report_enterprise_page ON enterprise_report (enterprise, seen_on, id, region);
CREATE INDEX IF NOT EXISTS enterprise_report_origin_page ON enterprise_report (origin, seen_on, id, region);
CREATE INDEX IF NOT EXISTS enterprise_report_operating_page ON enterprise_report (operating, seen_on, id, region);
CREATE INDEX IF NOT EXISTS enterprise_report_seen_on_order ON enterprise_report (seen_on, id, region);
CREATE TABLE IF NOT EXISTS enterprise_norm (
  id TEXT PRIMARY KEY,
  rev INTEGER NOT NULL DEFAULT 0,
  region TEXT NOT NULL DEFAULT '',
  created TEXT NOT NULL DEFAULT '',
  updated TEXT NOT NULL DEFAULT '',
  title TEXT NOT NULL DEFAULT '',
  starts_on TEXT NOT NULL DEFAULT '',
  weights TEXT NOT NULL DEFAULT 'null',
  terms TEXT NOT NULL DEFAULT 'null',
  basis TEXT NOT NULL DEFAULT '',
  status TEXT NOT NULL DEFAULT '',
  enacted_on TEXT NOT NULL DEFAULT '',
  ended_on TEXT NOT NULL DEFAULT '',
  pending BOOLEAN NOT NULL DEFAULT FALSE,
  total INTEGER NOT NULL DEFAULT 0,
  counted INTEGER NOT NULL DEFAULT 0,
  changed INTEGER NOT NULL DEFAULT 0,
  counted_on TEXT NOT NULL DEFAULT ''
);
CREATE INDEX IF NOT EXISTS enterprise_norm_region_index ON enterprise_norm (region, id);
CREATE INDEX IF NOT EXISTS enterprise_norm_starts_on_order ON enterprise_norm (starts_on, id, region);
CREATE INDEX IF NOT EXISTS enterprise_norm_status_page ON enterprise_norm (status, starts_on, id, region);
CREATE INDEX IF NOT EXISTS enterprise_norm_pending_some ON enterprise_norm (pending, starts_on, id, region) WHERE pending = TRUE;
CREATE TABLE IF NOT EXISTS enterprise_name (
  id TEXT PRIMARY KEY,
  rev INTEGER NOT NULL DEFAULT 0,
  region TEXT NOT NULL DEFAULT '',
  created TEXT NOT NULL DEFAULT '',
  updated TEXT NOT NULL DEFAULT '',
  party TEXT NOT NULL DEFAULT '',
  name TEXT NOT NULL DEFAULT '',
  until TEXT NOT NULL DEFAULT '',
  why TEXT NOT NULL DEFAULT ''
);
CREATE INDEX IF NOT EXISTS enterprise_name_region_index ON enterprise_name (region, id);
CREATE INDEX IF NOT EXISTS enterprise_name_party_page ON enterprise_name (party, id, region);
CREATE TABLE IF NOT EXISTS enterprise_merge (
  id TEXT PRIMARY KEY,
  rev INTEGER NOT NULL DEFAULT 0,
  region TEXT NOT NULL DEFAULT '',
  created TEXT NOT NULL DEFAULT '',
  updated TEXT NOT NULL DEFAULT '',
  kept TEXT NOT NULL DEFAULT '',
  gone TEXT NOT NULL DEFAULT '',
  gone_name TEXT NOT NULL DEFAULT '',
  merged_on TEXT NOT NULL DEFAULT '',
  merged_by TEXT NOT NULL DEFAULT '',
  was TEXT NOT NULL DEFAULT '',
  gone_code TEXT NOT NULL DEFAULT '',
  replaced TEXT NOT NULL DEFAULT 'null',
  filled TEXT NOT NULL DEFAULT 'null',
  moved TEXT NOT NULL DEFAULT 'null',
  number INTEGER NOT NULL DEFAULT 0,
  name_id TEXT NOT NULL DEFAULT '',
  undone_on TEXT NOT NULL DEFAULT ''
);
CREATE INDEX IF NOT EXISTS enterprise_merge_region_index ON enterprise_merge (region, id);
CREATE INDEX IF NOT EXISTS enterprise_merge_kept_some ON enterprise_merge (kept, id, region) WHERE kept <> '';
CREATE INDEX IF NOT EXISTS enterprise_merge_gone_some ON enterprise_merge (gone, id, region) WHERE gone <> '';
CREATE INDEX IF NOT EXISTS enterprise_merge_merged_on_some ON enterprise_merge (merged_on, id, region) WHERE merged_on <> '';
CREATE INDEX IF NOT EXISTS enterprise_merge_undone_on_some ON enterprise_merge (undone_on, id, region) WHERE undone_on <> '';
CREATE TABLE IF NOT EXISTS enterprise_worklist (
  id TEXT PRIMARY KEY,
  rev INTEGER NOT NULL DEFAULT 0,
  region TEXT NOT NULL DEFAULT '',
  created TEXT NOT NULL DEFAULT '',
  updated TEXT NOT NULL DEFAULT '',
  title TEXT NOT NULL DEFAULT '',
  goal TEXT NOT NULL DEFAULT '',
  trades TEXT NOT NULL DEFAULT 'null',
  operating TEXT NOT NULL DEFAULT '',
  incomplete BOOLEAN NOT NULL DEFAULT FALSE,
  deadline TEXT NOT NULL DEFAULT '',
  remark TEXT NOT NULL DEFAULT '',
  status TEXT NOT NULL DEFAULT '',
  issued_on TEXT NOT NULL DEFAULT '',
  total INTEGER NOT NULL DEFAULT 0,
  done INTEGER NOT NULL DEFAULT 0,
  units INTEGER NOT NULL DEFAULT 0
);
CREATE INDEX IF NOT EXISTS enterprise_worklist_region_index ON enterprise_worklist (region, id);
CREATE INDEX IF NOT EXISTS enterprise_worklist_goal_page ON enterprise_worklist (goal, id, region);
CREATE INDEX IF NOT EXISTS enterprise_worklist_deadline_order ON enterprise_worklist (deadline, id, region);
CREATE INDEX IF NOT EXISTS enterprise_worklist_status_page ON enterprise_worklist (status, id, region);
CREATE TABLE IF NOT EXISTS enterprise_assignment (
  id TEXT PRIMARY KEY,
  rev INTEGER NOT NULL DEFAULT 0,
  region TEXT NOT NULL DEFAULT '',
  created TEXT NOT NULL DEFAULT '',
  updated TEXT NOT NULL DEFAULT '',
  worklist TEXT NOT NULL DEFAULT '',
  title TEXT NOT NULL DEFAULT '',
  deadline TEXT NOT NULL DEFAULT '',
  total INTEGER NOT NULL DEFAULT 0,
  remaining INTEGER NOT NULL DEFAULT 0,
  rate INTEGER NOT NULL DEFAULT 0,
  status TEXT NOT NULL DEFAULT '',
  report TEXT NOT NULL DEFAULT '',
  filter TEXT NOT NULL DEFAULT ''
);
CREATE INDEX IF NOT EXISTS enterprise_assignment_region_index ON enterprise_assignment (region, id);
CREATE INDEX IF NOT EXISTS enterprise_assignment_worklist_page ON enterprise_assignment (worklist, id, region);
CREATE INDEX IF NOT EXISTS enterprise_assignment_deadline_order ON enterprise_assignment (deadline, id, region);
CREATE INDEX IF NOT EXISTS enterprise_assignment_rate_order ON enterprise_assignment (rate, id, region);
CREATE INDEX IF NOT EXISTS enterprise_assignment_status_page ON enterprise_assignment (status, id, region);
CREATE TABLE IF NOT EXISTS hazard (
  id TEXT PRIMARY KEY,
  rev INTEGER NOT NULL DEFAULT 0,
  region TEXT NOT NULL DEFAULT '',
  created TEXT NOT NULL DEFAULT '',
  updated TEXT NOT NULL DEFAULT '',
  enterprise TEXT NOT NULL DEFAULT '',
  title TEXT NOT NULL DEFAULT '',
  photos TEXT NOT NULL DEFAULT 'null',
  place TEXT NOT NULL DEFAULT '',
  category TEXT NOT NULL DEFAULT '',
  level TEXT NOT NULL DEFAULT '',
  criteria TEXT NOT NULL DEFAULT 'null',
  source TEXT NOT NULL DEFAULT '',
  found_on TEXT NOT NULL DEFAULT '',
  finder TEXT NOT NULL DEFAULT '',
  requirement TEXT NOT NULL DEFAULT '',
  basis TEXT NOT NULL DEFAULT '',
  on_spot BOOLEAN NOT NULL DEFAULT FALSE,
  position TEXT NOT NULL DEFAULT 'null',
  official BOOLEAN NOT NULL DEFAULT FALSE,
  needs_recheck BOOLEAN NOT NULL DEFAULT FALSE,
  trade TEXT NOT NULL DEFAULT '',
  repeated BOOLEAN NOT NULL DEFAULT FALSE,
  earlier TEXT NOT NULL DEFAULT '',
  checkup TEXT NOT NULL DEFAULT '',
  list_line TEXT NOT NULL DEFAULT '',
  list_item TEXT NOT NULL DEFAULT '',
  reporter TEXT NOT NULL DEFAULT '',
  responsible TEXT NOT NULL DEFAULT '',
  measures TEXT NOT NULL DEFAULT '',
  funds INTEGER NOT NULL DEFAULT 0,
  due_on TEXT NOT NULL DEFAULT '',
  contingency TEXT NOT NULL DEFAULT '',
  plan_goal TEXT NOT NULL DEFAULT '',
  plan_method TEXT NOT NULL DEFAULT '',
  plan_means TEXT NOT NULL DEFAULT '',
  plan_people TEXT NOT NULL DEFAULT '',
  plan_term TEXT NOT NULL DEFAULT '',
  plan_safety TEXT NOT NULL DEFAULT '',
  remedy TEXT NOT NULL DEFAULT '',
  photos_after TEXT NOT NULL DEFAULT 'null',
  cost INTEGER NOT NULL DEFAULT 0,
  rectified_on TEXT NOT NULL DEFAULT '',
  punctual BOOLEAN NOT NULL DEFAULT FALSE,
  accepted_on TEXT NOT NULL DEFAULT '',
  accepted_by TEXT NOT NULL DEFAULT '',
  rechecked_on TEXT NOT NULL DEFAULT '',
  rechecked_by TEXT NOT NULL DEFAULT '',
  rechecks INTEGER NOT NULL DEFAULT 0,
  photos_recheck TEXT NOT NULL DEFAULT 'null',
  returned INTEGER NOT NULL DEFAULT 0,
  closed_on TEXT NOT NULL DEFAULT '',
  listing TEXT NOT NULL DEFAULT '',
  list_level TEXT NOT NULL DEFAULT '',
  list_organ TEXT NOT NULL DEFAULT '',
  list_number TEXT NOT NULL DEFAULT '',
  listed_on TEXT NOT NULL DEFAULT '',
  listed_until TEXT NOT NULL DEFAULT '',
  delisted_on TEXT NOT NULL DEFAULT '',
  halted BOOLEAN NOT NULL DEFAULT FALSE,
  halted_on TEXT NOT NULL DEFAULT '',
  halt_reason TEXT NOT NULL DEFAULT '',
  halts TEXT NOT NULL DEFAULT 'null',
  status TEXT NOT NULL DEFAULT '',
  submitted_on TEXT NOT NULL DEFAULT '',
  wait_until TEXT NOT NULL DEFAULT '',
  overdue BOOLEAN NOT NULL DEFAULT FALSE,
  escalation TEXT NOT NULL DEFAULT '',
  escalated_on TEXT NOT NULL DEFAULT '',
  to_act TEXT NOT NULL DEFAULT ''
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
  id TEXT PRIMARY KEY,
  rev INTEGER NOT NULL DEFAULT 0,
  region TEXT NOT NULL DEFAULT '',
  created TEXT NOT NULL DEFAULT '',
  updated TEXT NOT NULL DEFAULT '',
  enterprise TEXT NOT NULL DEFAULT '',
  title TEXT NOT NULL DEFAULT '',
  kind TEXT NOT NULL DEFAULT '',
  checklist TEXT NOT NULL DEFAULT '',
  checked_on TEXT NOT NULL DEFAULT '',
  inspector TEXT NOT NULL DEFAULT '',
  place TEXT NOT NULL DEFAULT '',
  items TEXT NOT NULL DEFAULT 'null',
  photos TEXT NOT NULL DEFAULT 'null',
  remark TEXT NOT NULL DEFAULT '',
  position TEXT NOT NULL DEFAULT 'null',
  side TEXT NOT NULL DEFAULT '',
  trade TEXT NOT NULL DEFAULT '',
  passed INTEGER NOT NULL DEFAULT 0,
  failed INTEGER NOT NULL DEFAULT 0,
  skipped INTEGER NOT NULL DEFAULT 0,
  account TEXT NOT NULL DEFAULT ''
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
  id TEXT PRIMARY KEY,
  rev INTEGER NOT NULL DEFAULT 0,
  region TEXT NOT NULL DEFAULT '',
  created TEXT NOT NULL DEFAULT '',
  updated TEXT NOT NULL DEFAULT '',
  hazard TEXT NOT NULL DEFAULT '',
  enterprise TEXT NOT NULL DEFAULT '',
  title TEXT NOT NULL DEFAULT '',
  old_due TEXT NOT NULL DEFAULT '',
  until TEXT NOT NULL DEFAULT '',
  reason TEXT NOT NULL DEFAULT '',
  guard TEXT NOT NULL DEFAULT '',
  papers TEXT NOT NULL DEFAULT 'null',
  status TEXT NOT NULL DEFAULT '',
  asked_on TEXT NOT NULL DEFAULT '',
  answer_by TEXT NOT NULL DEFAULT '',
  decided_on TEXT NOT NULL DEFAULT '',
  decided_by TEXT NOT NULL DEFAULT ''
);
CREATE INDEX IF NOT EXISTS hazard_extension_region_index ON hazard_extension (region, id);
CREATE INDEX IF NOT EXISTS hazard_extension_hazard_page ON hazard_extension (hazard, id, region);
CREATE INDEX IF NOT EXISTS hazard_extension_enterprise_some ON hazard_extension (enterprise, id, region) WHERE enterprise <> '';
CREATE INDEX IF NOT EXISTS hazard_extension_until_order ON hazard_extension (until, id, region);
CREATE INDEX IF NOT EXISTS hazard_extension_status_page ON hazard_extension (status, id, region);
CREATE INDEX IF NOT EXISTS hazard_extension_asked_on_some ON hazard_extension (asked_on, id, region) WHERE asked_on <> '';
CREATE TABLE IF NOT EXISTS hazard_urge (
  id TEXT PRIMARY KEY,
  rev INTEGER NOT NULL DEFAULT 0,
  region TEXT NOT NULL DEFAULT '',
  created TEXT NOT NULL DEFAULT '',
  updated TEXT NOT NULL DEFAULT '',
  enterprise TEXT NOT NULL DEFAULT '',
  title TEXT NOT NULL DEFAULT '',
  last_on TEXT NOT NULL DEFAULT '',
  sent_on TEXT NOT NULL DEFAULT '',
  sender TEXT NOT NULL DEFAULT '',
  due_on TEXT NOT NULL DEFAULT '',
  done_on TEXT NOT NULL DEFAULT '',
  checkup TEXT NOT NULL DEFAULT '',
  status TEXT NOT NULL DEFAULT ''
);
CREATE INDEX IF NOT EXISTS hazard_urge_region_index ON hazard_urge (region, id);
CREATE INDEX IF NOT EXISTS hazard_urge_enterprise_page ON hazard_urge (enterprise, id, region);
CREATE INDEX IF NOT EXISTS hazard_urge_sent_on_order ON hazard_urge (sent_on, id, region);
CREATE INDEX IF NOT EXISTS hazard_urge_checkup_some ON hazard_urge (checkup, id, region) WHERE checkup <> '';
CREATE INDEX IF NOT EXISTS hazard_urge_status_page ON hazard_urge (status, id, region);
CREATE TABLE IF NOT EXISTS hazard_rhythm (
  id TEXT PRIMARY KEY,
  rev INTEGER NOT NULL DEFAULT 0,
  region TEXT NOT NULL DEFAULT '',
  created TEXT NOT NULL DEFAULT '',
  updated TEXT NOT NULL DEFAULT '',
  trade TEXT NOT NULL DEFAULT '',
  starts_on TEXT NOT NULL DEFAULT '',
  days INTEGER NOT NULL DEFAULT 0,
  rhythm_key TEXT NOT NULL DEFAULT ''
);
CREATE INDEX IF NOT EXISTS hazard_rhythm_region_index ON hazard_rhythm (region, id);
CREATE INDEX IF NOT EXISTS hazard_rhythm_trade_page ON hazard_rhythm (trade, id, region);
CREATE UNIQUE INDEX IF NOT EXISTS hazard_rhythm_rhythm_key_unique ON hazard_rhythm (rhythm_key) WHERE rhythm_key <> '';
CREATE TABLE IF NOT EXISTS hazard_oversight (
  id TEXT PRIMARY KEY,
  rev INTEGER NOT NULL DEFAULT 0,
  region TEXT NOT NULL DEFAULT '',
  created TEXT NOT NULL DEFAULT '',
  updated TEXT NOT NULL DEFAULT '',
  title TEXT NOT NULL DEFAULT '',
  kind TEXT NOT NULL DEFAULT '',
  department TEXT NOT NULL DEFAULT '',
  template TEXT NOT NULL DEFAULT '',
  visited_on TEXT NOT NULL DEFAULT '',
  team TEXT NOT NULL DEFAULT '',
  points TEXT NOT NULL DEFAULT 'null',
  due_on TEXT NOT NULL DEFAULT '',
  papers TEXT NOT NULL DEFAULT 'null',
  reply TEXT NOT NULL DEFAULT '',
  proof TEXT NOT NULL DEFAULT 'null',
  replied_on TEXT NOT NULL DEFAULT '',
  closed_on TEXT NOT NULL DEFAULT '',
  returned INTEGER NOT NULL DEFAULT 0,
  problems INTEGER NOT NULL DEFAULT 0,
  by_region TEXT NOT NULL DEFAULT '',
  status TEXT NOT NULL DEFAULT ''
);
CREATE INDEX IF NOT EXISTS hazard_oversight_region_index ON hazard_oversight (region, id);
CREATE INDEX IF NOT EXISTS hazard_oversight_kind_page ON hazard_oversight (kind, visited_on, id, region);
CREATE INDEX IF NOT EXISTS hazard_oversight_template_some ON hazard_oversight (template, visited_on, id, region) WHERE template <> '';
CREATE INDEX IF NOT EXISTS hazard_oversight_visited_on_order ON hazard_oversight (visited_on, id, region);
CREATE INDEX IF NOT EXISTS hazard_oversight_due_on_order ON hazard_oversight (due_on, id, region);
CREATE INDEX IF NOT EXISTS hazard_oversight_by_region_some ON hazard_oversight (by_region, visited_on, id, region) WHERE by_region <> '';
CREATE INDEX IF NOT EXISTS hazard_oversight_status_page ON hazard_oversight (status, visited_on, id, region);
CREATE TABLE IF NOT EXISTS risk (
  id TEXT PRIMARY KEY,
  rev INTEGER NOT NULL DEFAULT 0,
  region TEXT NOT NULL DEFAULT '',
  created TEXT NOT NULL DEFAULT '',
  updated TEXT NOT NULL DEFAULT '',
  enterprise TEXT NOT NULL DEFAULT '',
  point TEXT NOT NULL DEFAULT '',
  title TEXT NOT NULL DEFAULT '',
  activity TEXT NOT NULL DEFAULT '',
  accidents TEXT NOT NULL DEFAULT 'null',
  effect TEXT NOT NULL DEFAULT '',
  number INTEGER NOT NULL DEFAULT 0,
  method TEXT NOT NULL DEFAULT '',
  state_score TEXT NOT NULL DEFAULT '',
  likelihood TEXT NOT NULL DEFAULT '',
  exposure TEXT NOT NULL DEFAULT '',
  consequence TEXT NOT NULL DEFAULT '',
  direct TEXT NOT NULL DEFAULT '',
  value REAL NOT NULL DEFAULT 0,
  value_sum TEXT NOT NULL DEFAULT '',
  own_grade TEXT NOT NULL DEFAULT '',
  official_grade TEXT NOT NULL DEFAULT '',
  grade TEXT NOT NULL DEFAULT '',
  why TEXT NOT NULL DEFAULT '',
  evaluated_on TEXT NOT NULL DEFAULT '',
  tier TEXT NOT NULL DEFAULT '',
  company_owner TEXT NOT NULL DEFAULT '',
  division_owner TEXT NOT NULL DEFAULT '',
  workshop_owner TEXT NOT NULL DEFAULT '',
  team_owner TEXT NOT NULL DEFAULT '',
  measures TEXT NOT NULL DEFAULT 'null',
  status TEXT NOT NULL DEFAULT '',
  submitted_on TEXT NOT NULL DEFAULT '',
  controlled_on TEXT NOT NULL DEFAULT '',
  reviewed_by TEXT NOT NULL DEFAULT '',
  review_on TEXT NOT NULL DEFAULT '',
  wait_until TEXT NOT NULL DEFAULT '',
  gone_on TEXT NOT NULL DEFAULT ''
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
  id TEXT PRIMARY KEY,
  rev INTEGER NOT NULL DEFAULT 0,
  region TEXT NOT NULL DEFAULT '',
  created TEXT NOT NULL DEFAULT '',
  updated TEXT NOT NULL DEFAULT '',
  enterprise TEXT NOT NULL DEFAULT '',
  name TEXT NOT NULL DEFAULT '',
  kind TEXT NOT NULL DEFAULT '',
  unit_name TEXT NOT NULL DEFAULT '',
  posts TEXT NOT NULL DEFAULT 'null',
  place TEXT NOT NULL DEFAULT '',
  position TEXT NOT NULL DEFAULT 'null',
  people INTEGER NOT NULL DEFAULT 0,
  person TEXT NOT NULL DEFAULT '',
  phone TEXT NOT NULL DEFAULT '',
  emergency TEXT NOT NULL DEFAULT '',
  grade TEXT NOT NULL DEFAULT '',
  risk_count INTEGER NOT NULL DEFAULT 0
);
CREATE INDEX IF NOT EXISTS risk_point_region_index ON risk_point (region, id);
CREATE INDEX IF NOT EXISTS risk_point_id_broad ON risk_point (id, region, kind);
CREATE INDEX IF NOT EXISTS risk_point_enterprise_page ON risk_point (enterprise, id, region);
CREATE INDEX IF NOT EXISTS risk_point_grade_some ON risk_point (grade, id, region) WHERE grade <> '';
CREATE TABLE IF NOT EXISTS risk_plan (
  id TEXT PRIMARY KEY,
  rev INTEGER NOT NULL DEFAULT 0,
  region TEXT NOT NULL DEFAULT '',
  created TEXT NOT NULL DEFAULT '',
  updated TEXT NOT NULL DEFAULT '',
  enterprise TEXT NOT NULL DEFAULT '',
  name TEXT NOT NULL DEFAULT '',
  picture TEXT NOT NULL DEFAULT 'null',
  areas TEXT NOT NULL DEFAULT 'null',
  grade TEXT NOT NULL DEFAULT ''
);
CREATE INDEX IF NOT EXISTS risk_plan_region_index ON risk_plan (region, id);
CREATE INDEX IF NOT EXISTS risk_plan_enterprise_page ON risk_plan (enterprise, id, region);
CREATE INDEX IF NOT EXISTS risk_plan_grade_some ON risk_plan (grade, id, region) WHERE grade <> '';
CREATE TABLE IF NOT EXISTS risk_rating (
  id TEXT PRIMARY KEY,
  rev INTEGER NOT NULL DEFAULT 0,
  region TEXT NOT NULL DEFAULT '',
  created TEXT NOT NULL DEFAULT '',
  updated TEXT NOT NULL DEFAULT '',
  enterprise TEXT NOT NULL DEFAULT '',
  given TEXT NOT NULL DEFAULT '',
  basis TEXT NOT NULL DEFAULT '',
  grade TEXT NOT NULL DEFAULT '',
  why TEXT NOT NULL DEFAULT '',
  facts TEXT NOT NULL DEFAULT 'null',
  was TEXT NOT NULL DEFAULT '',
  moved_on TEXT NOT NULL DEFAULT '',
  direction TEXT NOT NULL DEFAULT ''
);
CREATE INDEX IF NOT EXISTS risk_rating_region_index ON risk_rating (region, id);
CREATE UNIQUE INDEX IF NOT EXISTS risk_rating_enterprise_unique ON risk_rating (enterprise) WHERE enterprise <> '';
CREATE INDEX IF NOT EXISTS risk_rating_enterprise_page ON risk_rating (enterprise, moved_on, id, region);
CREATE INDEX IF NOT EXISTS risk_rating_given_some ON risk_rating (given, moved_on, id, region) WHERE given <> '';
CREATE INDEX IF NOT EXISTS risk_rating_grade_some ON risk_rating (grade, moved_on, id, region) WHERE grade <> '';
CREATE INDEX IF NOT EXISTS risk_rating_moved_on_order ON risk_rating (moved_on, id, region);
CREATE INDEX IF NOT EXISTS risk_rating_direction_some ON risk_rating (direction, moved_on, id, region) WHERE direction <> '';
CREATE TABLE IF NOT EXISTS majorhazard (
  id TEXT PRIMARY KEY,
  rev INTEGER NOT NULL DEFAULT 0,
  region TEXT NOT NULL DEFAULT '',
  created TEXT NOT NULL DEFAULT '',
  updated TEXT NOT NULL DEFAULT '',
  enterprise TEXT NOT NULL DEFAULT '',
  name TEXT NOT NULL DEFAULT '',
  code TEXT NOT NULL DEFAULT '',
  kind TEXT NOT NULL DEFAULT '',
  place TEXT NOT NULL DEFAULT '',
  position TEXT NOT NULL DEFAULT 'null',
  commissioned_on TEXT NOT NULL DEFAULT '',
  equipment TEXT NOT NULL DEFAULT '',
  surroundings TEXT NOT NULL DEFAULT '',
  substances TEXT NOT NULL DEFAULT 'null',
  residents INTEGER NOT NULL DEFAULT 0,
  counted_on TEXT NOT NULL DEFAULT '',
  edition TEXT NOT NULL DEFAULT '',
  s_value TEXT NOT NULL DEFAULT '',
  alpha TEXT NOT NULL DEFAULT '',
  r_value TEXT NOT NULL DEFAULT '',
  r_number REAL NOT NULL DEFAULT 0,
  grade TEXT NOT NULL DEFAULT '',
  why_alpha TEXT NOT NULL DEFAULT '',
  working TEXT NOT NULL DEFAULT 'null',
  substance_names TEXT NOT NULL DEFAULT '',
  upward TEXT NOT NULL DEFAULT '',
  assessor TEXT NOT NULL DEFAULT '',
  assessed_on TEXT NOT NULL DEFAULT '',
  assessment_report TEXT NOT NULL DEFAULT 'null',
  next_on TEXT NOT NULL DEFAULT '',
  controls TEXT NOT NULL DEFAULT 'null',
  plan_number TEXT NOT NULL DEFAULT '',
  plan_filed_on TEXT NOT NULL DEFAULT '',
  drilled_on TEXT NOT NULL DEFAULT '',
  on_site_drill_on TEXT NOT NULL DEFAULT '',
  dangers TEXT NOT NULL DEFAULT '',
  measures TEXT NOT NULL DEFAULT '',
  gaps TEXT NOT NULL DEFAULT '',
  principal TEXT NOT NULL DEFAULT '',
  principal_post TEXT NOT NULL DEFAULT '',
  principal_phone TEXT NOT NULL DEFAULT '',
  technical TEXT NOT NULL DEFAULT '',
  technical_post TEXT NOT NULL DEFAULT '',
  technical_phone TEXT NOT NULL DEFAULT '',
  operator TEXT NOT NULL DEFAULT '',
  operator_post TEXT NOT NULL DEFAULT '',
  operator_phone TEXT NOT NULL DEFAULT '',
  sds TEXT NOT NULL DEFAULT 'null',
  plot TEXT NOT NULL DEFAULT 'null',
  procedures TEXT NOT NULL DEFAULT 'null',
  monitoring TEXT NOT NULL DEFAULT 'null',
  plan TEXT NOT NULL DEFAULT 'null',
  other_papers TEXT NOT NULL DEFAULT 'null',
  status TEXT NOT NULL DEFAULT '',
  submitted_on TEXT NOT NULL DEFAULT '',
  reviewed_by TEXT NOT NULL DEFAULT '',
  filing_number TEXT NOT NULL DEFAULT '',
  filed_on TEXT NOT NULL DEFAULT '',
  filed_by TEXT NOT NULL DEFAULT '',
  changing BOOLEAN NOT NULL DEFAULT FALSE,
  cancel_asked_on TEXT NOT NULL DEFAULT '',
  cancel_proof TEXT NOT NULL DEFAULT 'null',
  cancelled_on TEXT NOT NULL DEFAULT '',
  wait_until TEXT NOT NULL DEFAULT ''
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
  id TEXT PRIMARY KEY,
  rev INTEGER NOT NULL DEFAULT 0,
  region TEXT NOT NULL DEFAULT '',
  created TEXT NOT NULL DEFAULT '',
  updated TEXT NOT NULL DEFAULT '',
  installation TEXT NOT NULL DEFAULT '',
  enterprise TEXT NOT NULL DEFAULT '',
  title TEXT NOT NULL DEFAULT '',
  changed_on TEXT NOT NULL DEFAULT '',
  what TEXT NOT NULL DEFAULT '',
  from_grade TEXT NOT NULL DEFAULT '',
  to_grade TEXT NOT NULL DEFAULT '',
  trend TEXT NOT NULL DEFAULT '',
  from_sum TEXT NOT NULL DEFAULT '',
  to_sum TEXT NOT NULL DEFAULT '',
  reason TEXT NOT NULL DEFAULT '',
  report TEXT NOT NULL DEFAULT 'null',
  status TEXT NOT NULL DEFAULT '',
  submitted_on TEXT NOT NULL DEFAULT '',
  reviewed_by TEXT NOT NULL DEFAULT '',
  settled_on TEXT NOT NULL DEFAULT '',
  wait_until TEXT NOT NULL DEFAULT ''
);
CREATE INDEX IF NOT EXISTS majorhazard_change_region_index ON majorhazard_change (region, id);
CREATE INDEX IF NOT EXISTS majorhazard_change_installation_some ON majorhazard_change (installation, changed_on, id, region) WHERE installation <> '';
CREATE INDEX IF NOT EXISTS majorhazard_change_enterprise_some ON majorhazard_change (enterprise, changed_on, id, region) WHERE enterprise <> '';
CREATE INDEX IF NOT EXISTS majorhazard_change_changed_on_order ON majorhazard_change (changed_on, id, region);
CREATE INDEX IF NOT EXISTS majorhazard_change_trend_some ON majorhazard_change (trend, changed_on, id, region) WHERE trend <> '';
CREATE INDEX IF NOT EXISTS majorhazard_change_status_page ON majorhazard_change (status, changed_on, id, region);
CREATE TABLE IF NOT EXISTS majorhazard_pond (
  id TEXT PRIMARY KEY,
  rev INTEGER NOT NULL DEFAULT 0,
  region TEXT NOT NULL DEFAULT '',
  created TEXT NOT NULL DEFAULT '',
  updated TEXT NOT NULL DEFAULT '',
  enterprise TEXT NOT NULL DEFAULT '',
  name TEXT NOT NULL DEFAULT '',
  position TEXT NOT NULL DEFAULT 'null',
  place TEXT NOT NULL DEFAULT '',
  operation TEXT NOT NULL DEFAULT '',
  form TEXT NOT NULL DEFAULT '',
  damming TEXT NOT NULL DEFAULT '',
  dry BOOLEAN NOT NULL DEFAULT FALSE,
  pit BOOLEAN NOT NULL DEFAULT FALSE,
  volume REAL NOT NULL DEFAULT 0,
  height REAL NOT NULL DEFAULT 0,
  now_volume REAL NOT NULL DEFAULT 0,
  now_height REAL NOT NULL DEFAULT 0,
  important BOOLEAN NOT NULL DEFAULT FALSE,
  study TEXT NOT NULL DEFAULT 'null',
  by_volume TEXT NOT NULL DEFAULT '',
  by_height TEXT NOT NULL DEFAULT '',
  class TEXT NOT NULL DEFAULT '',
  why_class TEXT NOT NULL DEFAULT '',
  overhead BOOLEAN NOT NULL DEFAULT FALSE,
  downstream TEXT NOT NULL DEFAULT '',
  downstream_people INTEGER NOT NULL DEFAULT 0,
  monitoring TEXT NOT NULL DEFAULT 'null',
  monitoring_gaps TEXT NOT NULL DEFAULT '',
  leader TEXT NOT NULL DEFAULT '',
  leader_post TEXT NOT NULL DEFAULT '',
  leader_phone TEXT NOT NULL DEFAULT '',
  head TEXT NOT NULL DEFAULT '',
  head_phone TEXT NOT NULL DEFAULT '',
  assessed_on TEXT NOT NULL DEFAULT '',
  next_on TEXT NOT NULL DEFAULT '',
  report TEXT NOT NULL DEFAULT 'null',
  status TEXT NOT NULL DEFAULT '',
  altered BOOLEAN NOT NULL DEFAULT FALSE,
  was_class TEXT NOT NULL DEFAULT '',
  filed_on TEXT NOT NULL DEFAULT '',
  struck_on TEXT NOT NULL DEFAULT ''
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
CREATE TABLE IF NOT EXISTS bulletin (
  id TEXT PRIMARY KEY,
  rev INTEGER NOT NULL DEFAULT 0,
  region TEXT NOT NULL DEFAULT '',
  created TEXT NOT NULL DEFAULT '',
  updated TEXT NOT NULL DEFAULT '',
  period_from TEXT NOT NULL DEFAULT '',
  period_to TEXT NOT NULL DEFAULT '',
  compared_on TEXT NOT NULL DEFAULT '',
  title TEXT NOT NULL DEFAULT '',
  organ TEXT NOT NULL DEFAULT '',
  send_to TEXT NOT NULL DEFAULT '',
  copy_to TEXT NOT NULL DEFAULT '',
  opening TEXT NOT NULL DEFAULT '',
  closing TEXT NOT NULL DEFAULT '',
  number_serial INTEGER NOT NULL DEFAULT 0,
  stated TEXT NOT NULL DEFAULT 'null',
  status TEXT NOT NULL DEFAULT '',
  number TEXT NOT NULL DEFAULT '',
  number_year INTEGER NOT NULL DEFAULT 0,
  wording TEXT NOT NULL DEFAULT '',
  digest TEXT NOT NULL DEFAULT '',
  doubts INTEGER NOT NULL DEFAULT 0,
  written_at TEXT NOT NULL DEFAULT '',
  reviewed_by TEXT NOT NULL DEFAULT '',
  reviewed_on TEXT NOT NULL DEFAULT '',
  issued_by TEXT NOT NULL DEFAULT '',
  issued_on TEXT NOT NULL DEFAULT '',
  withdrawn_on TEXT NOT NULL DEFAULT ''
);
CREATE INDEX IF NOT EXISTS bulletin_region_index ON bulletin (region, id);
CREATE INDEX IF NOT EXISTS bulletin_period_from_order ON bulletin (period_from, id, region);
CREATE INDEX IF NOT EXISTS bulletin_period_to_order ON bulletin (period_to, id, region);
CREATE INDEX IF NOT EXISTS bulletin_organ_some ON bulletin (organ, period_to, id, region) WHERE organ <> '';
CREATE INDEX IF NOT EXISTS bulletin_status_page ON bulletin (status, period_to, id, region);
CREATE UNIQUE INDEX IF NOT EXISTS bulletin_number_unique ON bulletin (number) WHERE number <> '';
CREATE INDEX IF NOT EXISTS bulletin_issued_on_order ON bulletin (issued_on, id, region);
CREATE TABLE IF NOT EXISTS bulletin_task (
  id TEXT PRIMARY KEY,
  rev INTEGER NOT NULL DEFAULT 0,
  region TEXT NOT NULL DEFAULT '',
  created TEXT NOT NULL DEFAULT '',
  updated TEXT NOT NULL DEFAULT '',
  title TEXT NOT NULL DEFAULT '',
  kind TEXT NOT NULL DEFAULT '',
  content TEXT NOT NULL DEFAULT '',
  units TEXT NOT NULL DEFAULT 'null',
  orgs TEXT NOT NULL DEFAULT 'null',
  due_on TEXT NOT NULL DEFAULT '',
  indicator TEXT NOT NULL DEFAULT '',
  goal REAL NOT NULL DEFAULT 0,
  query TEXT NOT NULL DEFAULT '',
  bulletin TEXT NOT NULL DEFAULT '',
  files TEXT NOT NULL DEFAULT 'null',
  status TEXT NOT NULL DEFAULT '',
  asked INTEGER NOT NULL DEFAULT 0,
  reported INTEGER NOT NULL DEFAULT 0,
  accepted INTEGER NOT NULL DEFAULT 0,
  issued_on TEXT NOT NULL DEFAULT '',
  summary TEXT NOT NULL DEFAULT ''
);
CREATE INDEX IF NOT EXISTS bulletin_task_region_index ON bulletin_task (region, id);
CREATE INDEX IF NOT EXISTS bulletin_task_kind_some ON bulletin_task (kind, id, region) WHERE kind <> '';
CREATE INDEX IF NOT EXISTS bulletin_task_due_on_order ON bulletin_task (due_on, id, region);
CREATE INDEX IF NOT EXISTS bulletin_task_bulletin_some ON bulletin_task (bulletin, id, region) WHERE bulletin <> '';
CREATE INDEX IF NOT EXISTS bulletin_task_status_page ON bulletin_task (status, id, region);
CREATE INDEX IF NOT EXISTS bulletin_task_issued_on_order ON bulletin_task (issued_on, id, region);
CREATE TABLE IF NOT EXISTS bulletin_report (
  id TEXT PRIMARY KEY,
  rev INTEGER NOT NULL DEFAULT 0,
  region TEXT NOT NULL DEFAULT '',
  created TEXT NOT NULL DEFAULT '',
  updated TEXT NOT NULL DEFAULT '',
  title TEXT NOT NULL DEFAULT '',
  task TEXT NOT NULL DEFAULT '',
  org TEXT NOT NULL DEFAULT '',
  issuer TEXT NOT NULL DEFAULT '',
  due_on TEXT NOT NULL DEFAULT '',
  content TEXT NOT NULL DEFAULT '',
  files TEXT NOT NULL DEFAULT 'null',
  measured REAL NOT NULL DEFAULT 0,
  status TEXT NOT NULL DEFAULT '',
  reported_on TEXT NOT NULL DEFAULT '',
  reported_by TEXT NOT NULL DEFAULT '',
  punctual BOOLEAN NOT NULL DEFAULT FALSE,
  returns INTEGER NOT NULL DEFAULT 0
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
  id TEXT PRIMARY KEY,
  rev INTEGER NOT NULL DEFAULT 0,
  region TEXT NOT NULL DEFAULT '',
  created TEXT NOT NULL DEFAULT '',
  updated TEXT NOT NULL DEFAULT '',
  name TEXT NOT NULL DEFAULT '',
  credit_code TEXT NOT NULL DEFAULT '',
  kind TEXT NOT NULL DEFAULT '',
  kinds TEXT NOT NULL DEFAULT 'null',
  address TEXT NOT NULL DEFAULT '',
  contact TEXT NOT NULL DEFAULT '',
  phone TEXT NOT NULL DEFAULT '',
  former_names TEXT NOT NULL DEFAULT '',
  cert_number TEXT NOT NULL DEFAULT '',
  scope TEXT NOT NULL DEFAULT '',
  issuer TEXT NOT NULL DEFAULT '',
  valid_from TEXT NOT NULL DEFAULT '',
  valid_to TEXT NOT NULL DEFAULT '',
  scans TEXT NOT NULL DEFAULT 'null',
  status TEXT NOT NULL DEFAULT '',
  merged_into TEXT NOT NULL DEFAULT '',
  name_key TEXT NOT NULL DEFAULT '',
  address_key TEXT NOT NULL DEFAULT ''
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
  id TEXT PRIMARY KEY,
  rev INTEGER NOT NULL DEFAULT 0,
  region TEXT NOT NULL DEFAULT '',
  created TEXT NOT NULL DEFAULT '',
  updated TEXT NOT NULL DEFAULT '',
  title TEXT NOT NULL DEFAULT '',
  agency TEXT NOT NULL DEFAULT '',
  enterprise TEXT NOT NULL DEFAULT '',
  credit_code TEXT NOT NULL DEFAULT '',
  kind TEXT NOT NULL DEFAULT '',
  contract TEXT NOT NULL DEFAULT '',
  starts_on TEXT NOT NULL DEFAULT '',
  ends_on TEXT NOT NULL DEFAULT '',
  content TEXT NOT NULL DEFAULT '',
  scans TEXT NOT NULL DEFAULT 'null',
  status TEXT NOT NULL DEFAULT ''
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
  id TEXT PRIMARY KEY,
  rev INTEGER NOT NULL DEFAULT 0,
  region TEXT NOT NULL DEFAULT '',
  created TEXT NOT NULL DEFAULT '',
  updated TEXT NOT NULL DEFAULT '',
  party TEXT NOT NULL DEFAULT '',
  name TEXT NOT NULL DEFAULT '',
  until TEXT NOT NULL DEFAULT '',
  why TEXT NOT NULL DEFAULT ''
);
CREATE INDEX IF NOT EXISTS agency_name_region_index ON agency_name (region, id);
CREATE INDEX IF NOT EXISTS agency_name_party_page ON agency_name (party, id, region);
CREATE TABLE IF NOT EXISTS agency_merge (
  id TEXT PRIMARY KEY,
  rev INTEGER NOT NULL DEFAULT 0,
  region TEXT NOT NULL DEFAULT '',
  created TEXT NOT NULL DEFAULT '',
  updated TEXT NOT NULL DEFAULT '',
  kept TEXT NOT NULL DEFAULT '',
  gone TEXT NOT NULL DEFAULT '',
  gone_name TEXT NOT NULL DEFAULT '',
  merged_on TEXT NOT NULL DEFAULT '',
  merged_by TEXT NOT NULL DEFAULT '',
  was TEXT NOT NULL DEFAULT '',
  gone_code TEXT NOT NULL DEFAULT '',
  replaced TEXT NOT NULL DEFAULT 'null',
  filled TEXT NOT NULL DEFAULT 'null',
  moved TEXT NOT NULL DEFAULT 'null',
  number INTEGER NOT NULL DEFAULT 0,
  name_id TEXT NOT NULL DEFAULT '',
  undone_on TEXT NOT NULL DEFAULT ''
);
CREATE INDEX IF NOT EXISTS agency_merge_region_index ON agency_merge (region, id);
CREATE INDEX IF NOT EXISTS agency_merge_kept_some ON agency_merge (kept, id, region) WHERE kept <> '';
CREATE INDEX IF NOT EXISTS agency_merge_gone_some ON agency_merge (gone, id, region) WHERE gone <> '';
CREATE INDEX IF NOT EXISTS agency_merge_merged_on_some ON agency_merge (merged_on, id, region) WHERE merged_on <> '';
CREATE INDEX IF NOT EXISTS agency_merge_undone_on_some ON agency_merge (undone_on, id, region) WHERE undone_on <> '';
CREATE TABLE IF NOT EXISTS person (
  id TEXT PRIMARY KEY,
  rev INTEGER NOT NULL DEFAULT 0,
  region TEXT NOT NULL DEFAULT '',
  created TEXT NOT NULL DEFAULT '',
  updated TEXT NOT NULL DEFAULT '',
  name TEXT NOT NULL DEFAULT '',
  id_number TEXT NOT NULL DEFAULT '',
  sex TEXT NOT NULL DEFAULT '',
  phone TEXT NOT NULL DEFAULT '',
  enterprise TEXT NOT NULL DEFAULT '',
  agency TEXT NOT NULL DEFAULT '',
  post TEXT NOT NULL DEFAULT '',
  title TEXT NOT NULL DEFAULT '',
  former_names TEXT NOT NULL DEFAULT '',
  status TEXT NOT NULL DEFAULT '',
  merged_into TEXT NOT NULL DEFAULT ''
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
  id TEXT PRIMARY KEY,
  rev INTEGER NOT NULL DEFAULT 0,
  region TEXT NOT NULL DEFAULT '',
  created TEXT NOT NULL DEFAULT '',
  updated TEXT NOT NULL DEFAULT '',
  person TEXT NOT NULL DEFAULT '',
  kind TEXT NOT NULL DEFAULT '',
  subject TEXT NOT NULL DEFAULT '',
  number TEXT NOT NULL DEFAULT '',
  issuer TEXT NOT NULL DEFAULT '',
  issued_on TEXT NOT NULL DEFAULT '',
  review_on TEXT NOT NULL DEFAULT '',
  valid_to TEXT NOT NULL DEFAULT '',
  scans TEXT NOT NULL DEFAULT 'null'
);
CREATE INDEX IF NOT EXISTS person_certificate_region_index ON person_certificate (region, id);
CREATE INDEX IF NOT EXISTS person_certificate_person_page ON person_certificate (person, id, region);
CREATE INDEX IF NOT EXISTS person_certificate_kind_page ON person_certificate (kind, id, region);
CREATE INDEX IF NOT EXISTS person_certificate_review_on_some ON person_certificate (review_on, id, region) WHERE review_on <> '';
CREATE INDEX IF NOT EXISTS person_certificate_valid_to_order ON person_certificate (valid_to, id, region);
CREATE TABLE IF NOT EXISTS person_name (
  id TEXT PRIMARY KEY,
  rev INTEGER NOT NULL DEFAULT 0,
  region TEXT NOT NULL DEFAULT '',
  created TEXT NOT NULL DEFAULT '',
  updated TEXT NOT NULL DEFAULT '',
  party TEXT NOT NULL DEFAULT '',
  name TEXT NOT NULL DEFAULT '',
  until TEXT NOT NULL DEFAULT '',
  why TEXT NOT NULL DEFAULT ''
);
CREATE INDEX IF NOT EXISTS person_name_region_index ON person_name (region, id);
CREATE INDEX IF NOT EXISTS person_name_party_page ON person_name (party, id, region);
CREATE TABLE IF NOT EXISTS person_merge (
  id TEXT PRIMARY KEY,
  rev INTEGER NOT NULL DEFAULT 0,
  region TEXT NOT NULL DEFAULT '',
  created TEXT NOT NULL DEFAULT '',
  updated TEXT NOT NULL DEFAULT '',
  kept TEXT NOT NULL DEFAULT '',
  gone TEXT NOT NULL DEFAULT '',
  gone_name TEXT NOT NULL DEFAULT '',
  merged_on TEXT NOT NULL DEFAULT '',
  merged_by TEXT NOT NULL DEFAULT '',
  was TEXT NOT NULL DEFAULT '',
  gone_code TEXT NOT NULL DEFAULT '',
  replaced TEXT NOT NULL DEFAULT 'null',
  filled TEXT NOT NULL DEFAULT 'null',
  moved TEXT NOT NULL DEFAULT 'null',
  number INTEGER NOT NULL DEFAULT 0,
  name_id TEXT NOT NULL DEFAULT '',
  undone_on TEXT NOT NULL DEFAULT ''
);
CREATE INDEX IF NOT EXISTS person_merge_region_index ON person_merge (region, id);
CREATE INDEX IF NOT EXISTS person_merge_kept_some ON person_merge (kept, id, region) WHERE kept <> '';
CREATE INDEX IF NOT EXISTS person_merge_gone_some ON person_merge (gone, id, region) WHERE gone <> '';
CREATE INDEX IF NOT EXISTS person_merge_merged_on_some ON person_merge (merged_on, id, region) WHERE merged_on <> '';
CREATE INDEX IF NOT EXISTS person_merge_undone_on_some ON person_merge (undone_on, id, region) WHERE undone_on <> '';
CREATE TABLE IF NOT EXISTS library_checklist (
  id TEXT PRIMARY KEY,
  rev INTEGER NOT NULL DEFAULT 0,
  region TEXT NOT NULL DEFAULT '',
  created TEXT NOT NULL DEFAULT '',
  updated TEXT NOT NULL DEFAULT '',
  name TEXT NOT NULL DEFAULT '',
  trade TEXT NOT NULL DEFAULT '',
  industry TEXT NOT NULL DEFAULT '',
  topic TEXT NOT NULL DEFAULT '',
  purpose TEXT NOT NULL DEFAULT '',
  edition TEXT NOT NULL DEFAULT '',
  version INTEGER NOT NULL DEFAULT 0,
  line TEXT NOT NULL DEFAULT '',
  enterprise TEXT NOT NULL DEFAULT '',
  origin TEXT NOT NULL DEFAULT '',
  items TEXT NOT NULL DEFAULT 'null',
  item_count INTEGER NOT NULL DEFAULT 0,
  source TEXT NOT NULL DEFAULT '',
  status TEXT NOT NULL DEFAULT '',
  published_on TEXT NOT NULL DEFAULT '',
  retired_on TEXT NOT NULL DEFAULT '',
  edition_key TEXT NOT NULL DEFAULT ''
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
  id TEXT PRIMARY KEY,
  rev INTEGER NOT NULL DEFAULT 0,
  region TEXT NOT NULL DEFAULT '',
  created TEXT NOT NULL DEFAULT '',
  updated TEXT NOT NULL DEFAULT '',
  code TEXT NOT NULL DEFAULT '',
  sector TEXT NOT NULL DEFAULT '',
  number INTEGER NOT NULL DEFAULT 0,
  name TEXT NOT NULL DEFAULT '',
  basis TEXT NOT NULL DEFAULT '',
  edition TEXT NOT NULL DEFAULT '',
  valid_from TEXT NOT NULL DEFAULT '',
  valid_until TEXT NOT NULL DEFAULT ''
);
CREATE INDEX IF NOT EXISTS library_criterion_region_index ON library_criterion (region, id);
CREATE INDEX IF NOT EXISTS library_criterion_code_order ON library_criterion (code, id, region);
CREATE UNIQUE INDEX IF NOT EXISTS library_criterion_code_unique ON library_criterion (code) WHERE code <> '';
CREATE INDEX IF NOT EXISTS library_criterion_sector_page ON library_criterion (sector, code, id, region);
CREATE INDEX IF NOT EXISTS library_criterion_edition_page ON library_criterion (edition, code, id, region);
CREATE INDEX IF NOT EXISTS library_criterion_valid_from_page ON library_criterion (valid_from, code, id, region);
CREATE INDEX IF NOT EXISTS library_criterion_valid_until_some ON library_criterion (valid_until, code, id, region) WHERE valid_until <> '';
CREATE TABLE IF NOT EXISTS notice (
  id TEXT PRIMARY KEY,
  rev INTEGER NOT NULL DEFAULT 0,
  region TEXT NOT NULL DEFAULT '',
  created TEXT NOT NULL DEFAULT '',
  updated TEXT NOT NULL DEFAULT '',
  account TEXT NOT NULL DEFAULT '',
  kind TEXT NOT NULL DEFAULT '',
  title TEXT NOT NULL DEFAULT '',
  text TEXT NOT NULL DEFAULT '',
  urgent BOOLEAN NOT NULL DEFAULT FALSE,
  about TEXT NOT NULL DEFAULT '',
  record TEXT NOT NULL DEFAULT '',
  link TEXT NOT NULL DEFAULT '',
  sender TEXT NOT NULL DEFAULT '',
  sent_by TEXT NOT NULL DEFAULT '',
  fold TEXT NOT NULL DEFAULT '',
  folded INTEGER NOT NULL DEFAULT 0,
  batch TEXT NOT NULL DEFAULT '',
  alarm TEXT NOT NULL DEFAULT '',
  read_at TEXT NOT NULL DEFAULT '',
  status TEXT NOT NULL DEFAULT ''
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
  id TEXT PRIMARY KEY,
  rev INTEGER NOT NULL DEFAULT 0,
  region TEXT NOT NULL DEFAULT '',
  created TEXT NOT NULL DEFAULT '',
  updated TEXT NOT NULL DEFAULT '',
  title TEXT NOT NULL DEFAULT '',
  text TEXT NOT NULL DEFAULT '',
  kind TEXT NOT NULL DEFAULT '',
  about TEXT NOT NULL DEFAULT '',
  record TEXT NOT NULL DEFAULT '',
  link TEXT NOT NULL DEFAULT '',
  chain TEXT NOT NULL DEFAULT '',
  levels TEXT NOT NULL DEFAULT 'null',
  repeat_every INTEGER NOT NULL DEFAULT 0,
  rung INTEGER NOT NULL DEFAULT 0,
  rounds INTEGER NOT NULL DEFAULT 0,
  log TEXT NOT NULL DEFAULT 'null',
  next_at TEXT NOT NULL DEFAULT '',
  acknowledged_by TEXT NOT NULL DEFAULT '',
  acknowledged_name TEXT NOT NULL DEFAULT '',
  how TEXT NOT NULL DEFAULT '',
  acknowledged_at TEXT NOT NULL DEFAULT '',
  status TEXT NOT NULL DEFAULT ''
);
CREATE INDEX IF NOT EXISTS notice_alarm_region_index ON notice_alarm (region, id);
CREATE INDEX IF NOT EXISTS notice_alarm_kind_some ON notice_alarm (kind, id, region) WHERE kind <> '';
CREATE INDEX IF NOT EXISTS notice_alarm_chain_some ON notice_alarm (chain, id, region) WHERE chain <> '';
CREATE INDEX IF NOT EXISTS notice_alarm_acknowledged_by_some ON notice_alarm (acknowledged_by, id, region) WHERE acknowledged_by <> '';
CREATE INDEX IF NOT EXISTS notice_alarm_status_page ON notice_alarm (status, id, region);
CREATE INDEX IF NOT EXISTS notice_alarm_status_next_at_index ON notice_alarm (status, next_at, id);
CREATE TABLE IF NOT EXISTS notice_delivery (
  id TEXT PRIMARY KEY,
  rev INTEGER NOT NULL DEFAULT 0,
  region TEXT NOT NULL DEFAULT '',
  created TEXT NOT NULL DEFAULT '',
  updated TEXT NOT NULL DEFAULT '',
  notice TEXT NOT NULL DEFAULT '',
  account TEXT NOT NULL DEFAULT '',
  name TEXT NOT NULL DEFAULT '',
  org TEXT NOT NULL DEFAULT '',
  enterprise TEXT NOT NULL DEFAULT '',
  channel TEXT NOT NULL DEFAULT '',
  kind TEXT NOT NULL DEFAULT '',
  phone TEXT NOT NULL DEFAULT '',
  email TEXT NOT NULL DEFAULT '',
  status TEXT NOT NULL DEFAULT '',
  not_before TEXT NOT NULL DEFAULT '',
  claimed_at TEXT NOT NULL DEFAULT '',
  done_at TEXT NOT NULL DEFAULT '',
  tries INTEGER NOT NULL DEFAULT 0,
  asked INTEGER NOT NULL DEFAULT 0,
  parts INTEGER NOT NULL DEFAULT 0,
  cost INTEGER NOT NULL DEFAULT 0,
  sent_on TEXT NOT NULL DEFAULT '',
  token TEXT NOT NULL DEFAULT '',
  gateway TEXT NOT NULL DEFAULT '',
  number TEXT NOT NULL DEFAULT '',
  problem TEXT NOT NULL DEFAULT '',
  alarm TEXT NOT NULL DEFAULT '',
  recall BOOLEAN NOT NULL DEFAULT FALSE,
  merged_into TEXT NOT NULL DEFAULT ''
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
  id TEXT PRIMARY KEY,
  rev INTEGER NOT NULL DEFAULT 0,
  region TEXT NOT NULL DEFAULT '',
  created TEXT NOT NULL DEFAULT '',
  updated TEXT NOT NULL DEFAULT '',
  phone TEXT NOT NULL DEFAULT '',
  body TEXT NOT NULL DEFAULT '',
  received_at TEXT NOT NULL DEFAULT '',
  kind TEXT NOT NULL DEFAULT '',
  account TEXT NOT NULL DEFAULT '',
  name TEXT NOT NULL DEFAULT '',
  delivery TEXT NOT NULL DEFAULT '',
  about TEXT NOT NULL DEFAULT '',
  record TEXT NOT NULL DEFAULT '',
  answered BOOLEAN NOT NULL DEFAULT FALSE,
  token TEXT NOT NULL DEFAULT ''
);
CREATE INDEX IF NOT EXISTS notice_reply_region_index ON notice_reply (region, id);
CREATE INDEX IF NOT EXISTS notice_reply_kind_some ON notice_reply (kind, id, region) WHERE kind <> '';
CREATE INDEX IF NOT EXISTS notice_reply_account_some ON notice_reply (account, id, region) WHERE account <> '';
CREATE INDEX IF NOT EXISTS notice_reply_delivery_some ON notice_reply (delivery, id, region) WHERE delivery <> '';
CREATE UNIQUE INDEX IF NOT EXISTS notice_reply_token_unique ON notice_reply (token) WHERE token <> '';
CREATE INDEX IF NOT EXISTS notice_reply_phone_received_at_index ON notice_reply (phone, received_at, id);
CREATE INDEX IF NOT EXISTS notice_reply_about_record_index ON notice_reply (about, record, id);
CREATE TABLE IF NOT EXISTS notice_gap (
  id TEXT PRIMARY KEY,
  rev INTEGER NOT NULL DEFAULT 0,
  region TEXT NOT NULL DEFAULT '',
  created TEXT NOT NULL DEFAULT '',
  updated TEXT NOT NULL DEFAULT '',
  subject TEXT NOT NULL DEFAULT '',
  name TEXT NOT NULL DEFAULT '',
  account TEXT NOT NULL DEFAULT '',
  org TEXT NOT NULL DEFAULT '',
  enterprise TEXT NOT NULL DEFAULT '',
  phone TEXT NOT NULL DEFAULT '',
  reason TEXT NOT NULL DEFAULT '',
  since TEXT NOT NULL DEFAULT ''
);
CREATE INDEX IF NOT EXISTS notice_gap_region_index ON notice_gap (region, id);
CREATE UNIQUE INDEX IF NOT EXISTS notice_gap_subject_unique ON notice_gap (subject) WHERE subject <> '';
CREATE INDEX IF NOT EXISTS notice_gap_account_some ON notice_gap (account, since, id, region) WHERE account <> '';
CREATE INDEX IF NOT EXISTS notice_gap_org_some ON notice_gap (org, since, id, region) WHERE org <> '';
CREATE INDEX IF NOT EXISTS notice_gap_enterprise_some ON notice_gap (enterprise, since, id, region) WHERE enterprise <> '';
CREATE INDEX IF NOT EXISTS notice_gap_since_order ON notice_gap (since, id, region);
CREATE TABLE IF NOT EXISTS notice_chain (
  id TEXT PRIMARY KEY,
  rev INTEGER NOT NULL DEFAULT 0,
  region TEXT NOT NULL DEFAULT '',
  created TEXT NOT NULL DEFAULT '',
  updated TEXT NOT NULL DEFAULT '',
  name TEXT NOT NULL DEFAULT '',
  kind TEXT NOT NULL DEFAULT '',
  levels TEXT NOT NULL DEFAULT 'null',
  repeat_every INTEGER NOT NULL DEFAULT 0,
  is_off BOOLEAN NOT NULL DEFAULT FALSE
);
CREATE INDEX IF NOT EXISTS notice_chain_region_index ON notice_chain (region, id);
CREATE INDEX IF NOT EXISTS notice_chain_kind_page ON notice_chain (kind, id, region);
CREATE INDEX IF NOT EXISTS notice_chain_is_off_some ON notice_chain (is_off, id, region) WHERE is_off = TRUE;
CREATE TABLE IF NOT EXISTS notice_template (
  id TEXT PRIMARY KEY,
  rev INTEGER NOT NULL DEFAULT 0,
  region TEXT NOT NULL DEFAULT '',
  created TEXT NOT NULL DEFAULT '',
  updated TEXT NOT NULL DEFAULT '',
  kind TEXT NOT NULL DEFAULT '',
  number TEXT NOT NULL DEFAULT '',
  body TEXT NOT NULL DEFAULT ''
);
CREATE INDEX IF NOT EXISTS notice_template_region_index ON notice_template (region, id);
CREATE UNIQUE INDEX IF NOT EXISTS notice_template_kind_unique ON notice_template (kind) WHERE kind <> '';
CREATE INDEX IF NOT EXISTS notice_template_kind_page ON notice_template (kind, id, region);
CREATE TABLE IF NOT EXISTS notice_preference (
  id TEXT PRIMARY KEY,
  rev INTEGER NOT NULL DEFAULT 0,
  region TEXT NOT NULL DEFAULT '',
  created TEXT NOT NULL DEFAULT '',
  updated TEXT NOT NULL DEFAULT '',
  account TEXT NOT NULL DEFAULT '',
  choices TEXT NOT NULL DEFAULT 'null',
  quiet_from TEXT NOT NULL DEFAULT '',
  quiet_to TEXT NOT NULL DEFAULT '',
  digest TEXT NOT NULL DEFAULT '',
  digest_at TEXT NOT NULL DEFAULT '',
  email TEXT NOT NULL DEFAULT '',
  mail_confirmed BOOLEAN NOT NULL DEFAULT FALSE
);
CREATE INDEX IF NOT EXISTS notice_preference_region_index ON notice_preference (region, id);
CREATE UNIQUE INDEX IF NOT EXISTS notice_preference_account_unique ON notice_preference (account) WHERE account <> '';
CREATE INDEX IF NOT EXISTS notice_preference_account_page ON notice_preference (account, id, region);
CREATE TABLE IF NOT EXISTS office_notice (
  id TEXT PRIMARY KEY,
  rev INTEGER NOT NULL DEFAULT 0,
  region TEXT NOT NULL DEFAULT '',
  created TEXT NOT NULL DEFAULT '',
  updated TEXT NOT NULL DEFAULT '',
  kind TEXT NOT NULL DEFAULT '',
  title TEXT NOT NULL DEFAULT '',
  number TEXT NOT NULL DEFAULT '',
  body TEXT NOT NULL DEFAULT '',
  files TEXT NOT NULL DEFAULT 'null',
  public BOOLEAN NOT NULL DEFAULT FALSE,
  units TEXT NOT NULL DEFAULT 'null',
  duties TEXT NOT NULL DEFAULT 'null',
  orgs TEXT NOT NULL DEFAULT 'null',
  to_firms BOOLEAN NOT NULL DEFAULT FALSE,
  trades TEXT NOT NULL DEFAULT 'null',
  risks TEXT NOT NULL DEFAULT 'null',
  features TEXT NOT NULL DEFAULT 'null',
  enterprises TEXT NOT NULL DEFAULT 'null',
  questions TEXT NOT NULL DEFAULT 'null',
  reply_by TEXT NOT NULL DEFAULT '',
  status TEXT NOT NULL DEFAULT '',
  edition INTEGER NOT NULL DEFAULT 0,
  author TEXT NOT NULL DEFAULT '',
  writer TEXT NOT NULL DEFAULT '',
  issuer TEXT NOT NULL DEFAULT '',
  issued_on TEXT NOT NULL DEFAULT '',
  scope_words TEXT NOT NULL DEFAULT '',
  is_sent BOOLEAN NOT NULL DEFAULT FALSE,
  withdrawn_for TEXT NOT NULL DEFAULT ''
);
CREATE INDEX IF NOT EXISTS office_notice_region_index ON office_notice (region, id);
CREATE INDEX IF NOT EXISTS office_notice_kind_page ON office_notice (kind, id, region);
CREATE INDEX IF NOT EXISTS office_notice_public_some ON office_notice (public, id, region) WHERE public = TRUE;
CREATE INDEX IF NOT EXISTS office_notice_status_page ON office_notice (status, id, region);
CREATE INDEX IF NOT EXISTS office_notice_author_some ON office_notice (author, id, region) WHERE author <> '';
CREATE INDEX IF NOT EXISTS office_notice_issued_on_order ON office_notice (issued_on, id, region);
CREATE TABLE IF NOT EXISTS office_receipt (
  id TEXT PRIMARY KEY,
  rev INTEGER NOT NULL DEFAULT 0,
  region TEXT NOT NULL DEFAULT '',
  created TEXT NOT NULL DEFAULT '',
  updated TEXT NOT NULL DEFAULT '',
  notice TEXT NOT NULL DEFAULT '',
  account TEXT NOT NULL DEFAULT '',
  name TEXT NOT NULL DEFAULT '',
  org TEXT NOT NULL DEFAULT '',
  enterprise TEXT NOT NULL DEFAULT '',
  status TEXT NOT NULL DEFAULT '',
  sent_edition INTEGER NOT NULL DEFAULT 0,
  read_edition INTEGER NOT NULL DEFAULT 0,
  read_at TEXT NOT NULL DEFAULT '',
  asks BOOLEAN NOT NULL DEFAULT FALSE,
  reply_by TEXT NOT NULL DEFAULT '',
  answers TEXT NOT NULL DEFAULT 'null',
  replied_at TEXT NOT NULL DEFAULT '',
  urged INTEGER NOT NULL DEFAULT 0,
  urged_at TEXT NOT NULL DEFAULT '',
  token TEXT NOT NULL DEFAULT ''
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
  id TEXT PRIMARY KEY,
  rev INTEGER NOT NULL DEFAULT 0,
  region TEXT NOT NULL DEFAULT '',
  created TEXT NOT NULL DEFAULT '',
  updated TEXT NOT NULL DEFAULT '',
  notice TEXT NOT NULL DEFAULT '',
  edition INTEGER NOT NULL DEFAULT 0,
  title TEXT NOT NULL DEFAULT '',
  number TEXT NOT NULL DEFAULT '',
  body TEXT NOT NULL DEFAULT '',
  files TEXT NOT NULL DEFAULT 'null',
  issued_on TEXT NOT NULL DEFAULT '',
  ended_on TEXT NOT NULL DEFAULT '',
  corrected_by TEXT NOT NULL DEFAULT ''
);
CREATE INDEX IF NOT EXISTS office_edition_region_index ON office_edition (region, id);
CREATE INDEX IF NOT EXISTS office_edition_notice_page ON office_edition (notice, id, region);
CREATE TABLE IF NOT EXISTS reminder (
  id TEXT PRIMARY KEY,
  rev INTEGER NOT NULL DEFAULT 0,
  region TEXT NOT NULL DEFAULT '',
  created TEXT NOT NULL DEFAULT '',
  updated TEXT NOT NULL DEFAULT '',
  title TEXT NOT NULL DEFAULT '',
  kind TEXT NOT NULL DEFAULT '',
  due_on TEXT NOT NULL DEFAULT '',
  level TEXT NOT NULL DEFAULT '',
  who TEXT NOT NULL DEFAULT '',
  enterprise TEXT NOT NULL DEFAULT '',
  about TEXT NOT NULL DEFAULT '',
  record TEXT NOT NULL DEFAULT '',
  status TEXT NOT NULL DEFAULT ''
);
CREATE INDEX IF NOT EXISTS reminder_region_index ON reminder (region, id);
CREATE INDEX IF NOT EXISTS reminder_kind_some ON reminder (kind, id, region) WHERE kind <> '';
CREATE INDEX IF NOT EXISTS reminder_due_on_order ON reminder (due_on, id, region);
CREATE INDEX IF NOT EXISTS reminder_level_some ON reminder (level, id, region) WHERE level <> '';
CREATE INDEX IF NOT EXISTS reminder_enterprise_some ON reminder (enterprise, id, region) WHERE enterprise <> '';
CREATE INDEX IF NOT EXISTS reminder_status_page ON reminder (status, id, region);
CREATE TABLE IF NOT EXISTS chat_talk (
  id TEXT PRIMARY KEY,
  rev INTEGER NOT NULL DEFAULT 0,
  region TEXT NOT NULL DEFAULT '',
  created TEXT NOT NULL DEFAULT '',
  updated TEXT NOT NULL DEFAULT '',
  title TEXT NOT NULL DEFAULT '',
  kind TEXT NOT NULL DEFAULT '',
  owner TEXT NOT NULL DEFAULT '',
  by_name TEXT NOT NULL DEFAULT '',
  about TEXT NOT NULL DEFAULT '',
  record TEXT NOT NULL DEFAULT '',
  ended BOOLEAN NOT NULL DEFAULT FALSE,
  keeping TEXT NOT NULL DEFAULT ''
);
CREATE INDEX IF NOT EXISTS chat_talk_region_index ON chat_talk (region, id);
CREATE INDEX IF NOT EXISTS chat_talk_kind_page ON chat_talk (kind, id, region);
CREATE INDEX IF NOT EXISTS chat_talk_ended_some ON chat_talk (ended, id, region) WHERE ended = TRUE;
CREATE INDEX IF NOT EXISTS chat_talk_keeping_page ON chat_talk (keeping, id, region);
CREATE INDEX IF NOT EXISTS chat_talk_about_record_index ON chat_talk (about, record, id);
CREATE TABLE IF NOT EXISTS roster_duty (
  id TEXT PRIMARY KEY,
  rev INTEGER NOT NULL DEFAULT 0,
  region TEXT NOT NULL DEFAULT '',
  created TEXT NOT NULL DEFAULT '',
  updated TEXT NOT NULL DEFAULT '',
  title TEXT NOT NULL DEFAULT '',
  post TEXT NOT NULL DEFAULT '',
  day TEXT NOT NULL DEFAULT '',
  shift TEXT NOT NULL DEFAULT '',
  seat INTEGER NOT NULL DEFAULT 0,
  person TEXT NOT NULL DEFAULT '',
  begins TEXT NOT NULL DEFAULT '',
  ends TEXT NOT NULL DEFAULT '',
  kept BOOLEAN NOT NULL DEFAULT FALSE,
  seating TEXT NOT NULL DEFAULT ''
);
CREATE INDEX IF NOT EXISTS roster_duty_region_index ON roster_duty (region, id);
CREATE INDEX IF NOT EXISTS roster_duty_post_page ON roster_duty (post, day, id, region);
CREATE INDEX IF NOT EXISTS roster_duty_day_order ON roster_duty (day, id, region);
CREATE INDEX IF NOT EXISTS roster_duty_person_page ON roster_duty (person, day, id, region);
CREATE UNIQUE INDEX IF NOT EXISTS roster_duty_seating_unique ON roster_duty (seating) WHERE seating <> '';
CREATE INDEX IF NOT EXISTS roster_duty_post_day_index ON roster_duty (post, day, id);
CREATE INDEX IF NOT EXISTS roster_duty_person_day_index ON roster_duty (person, day, id);
CREATE TABLE IF NOT EXISTS roster_post (
  id TEXT PRIMARY KEY,
  rev INTEGER NOT NULL DEFAULT 0,
  region TEXT NOT NULL DEFAULT '',
  created TEXT NOT NULL DEFAULT '',
  updated TEXT NOT NULL DEFAULT '',
  name TEXT NOT NULL DEFAULT '',
  org TEXT NOT NULL DEFAULT '',
  telephone TEXT NOT NULL DEFAULT '',
  place TEXT NOT NULL DEFAULT '',
  shifts TEXT NOT NULL DEFAULT 'null',
  turn TEXT NOT NULL DEFAULT '',
  people TEXT NOT NULL DEFAULT 'null',
  holiday_people TEXT NOT NULL DEFAULT 'null',
  warn INTEGER NOT NULL DEFAULT 0,
  planned TEXT NOT NULL DEFAULT '',
  status TEXT NOT NULL DEFAULT ''
);
CREATE INDEX IF NOT EXISTS roster_post_region_index ON roster_post (region, id);
CREATE INDEX IF NOT EXISTS roster_post_name_order ON roster_post (name, id, region);
CREATE INDEX IF NOT EXISTS roster_post_org_some ON roster_post (org, id, region) WHERE org <> '';
CREATE INDEX IF NOT EXISTS roster_post_planned_order ON roster_post (planned, id, region);
CREATE INDEX IF NOT EXISTS roster_post_status_page ON roster_post (status, id, region);
CREATE TABLE IF NOT EXISTS roster_swap (
  id TEXT PRIMARY KEY,
  rev INTEGER NOT NULL DEFAULT 0,
  region TEXT NOT NULL DEFAULT '',
  created TEXT NOT NULL DEFAULT '',
  updated TEXT NOT NULL DEFAULT '',
  duty TEXT NOT NULL DEFAULT '',
  with_person TEXT NOT NULL DEFAULT '',
  return_duty TEXT NOT NULL DEFAULT '',
  why TEXT NOT NULL DEFAULT '',
  asked_by TEXT NOT NULL DEFAULT '',
  day TEXT NOT NULL DEFAULT '',
  status TEXT NOT NULL DEFAULT ''
);
CREATE INDEX IF NOT EXISTS roster_swap_region_index ON roster_swap (region, id);
CREATE INDEX IF NOT EXISTS roster_swap_duty_page ON roster_swap (duty, id, region);
CREATE INDEX IF NOT EXISTS roster_swap_with_person_page ON roster_swap (with_person, id, region);
CREATE INDEX IF NOT EXISTS roster_swap_return_duty_some ON roster_swap (return_duty, id, region) WHERE return_duty <> '';
CREATE INDEX IF NOT EXISTS roster_swap_asked_by_some ON roster_swap (asked_by, id, region) WHERE asked_by <> '';
CREATE INDEX IF NOT EXISTS roster_swap_day_order ON roster_swap (day, id, region);
CREATE INDEX IF NOT EXISTS roster_swap_status_page ON roster_swap (status, id, region);
CREATE TABLE IF NOT EXISTS roster_handover (
  id TEXT PRIMARY KEY,
  rev INTEGER NOT NULL DEFAULT 0,
  region TEXT NOT NULL DEFAULT '',
  created TEXT NOT NULL DEFAULT '',
  updated TEXT NOT NULL DEFAULT '',
  title TEXT NOT NULL DEFAULT '',
  post TEXT NOT NULL DEFAULT '',
  day TEXT NOT NULL DEFAULT '',
  shift TEXT NOT NULL DEFAULT '',
  out_person TEXT NOT NULL DEFAULT '',
  in_person TEXT NOT NULL DEFAULT '',
  events TEXT NOT NULL DEFAULT 'null',
  follow TEXT NOT NULL DEFAULT 'null',
  note TEXT NOT NULL DEFAULT '',
  handed_at TEXT NOT NULL DEFAULT '',
  taken_at TEXT NOT NULL DEFAULT '',
  status TEXT NOT NULL DEFAULT ''
);
CREATE INDEX IF NOT EXISTS roster_handover_region_index ON roster_handover (region, id);
CREATE INDEX IF NOT EXISTS roster_handover_post_page ON roster_handover (post, day, id, region);
CREATE INDEX IF NOT EXISTS roster_handover_day_order ON roster_handover (day, id, region);
CREATE INDEX IF NOT EXISTS roster_handover_out_person_some ON roster_handover (out_person, day, id, region) WHERE out_person <> '';
CREATE INDEX IF NOT EXISTS roster_handover_in_person_page ON roster_handover (in_person, day, id, region);
CREATE INDEX IF NOT EXISTS roster_handover_status_page ON roster_handover (status, day, id, region);
CREATE TABLE IF NOT EXISTS roster_leave (
  id TEXT PRIMARY KEY,
  rev INTEGER NOT NULL DEFAULT 0,
  region TEXT NOT NULL DEFAULT '',
  created TEXT NOT NULL DEFAULT '',
  updated TEXT NOT NULL DEFAULT '',
  person TEXT NOT NULL DEFAULT '',
  from_day TEXT NOT NULL DEFAULT '',
  to_day TEXT NOT NULL DEFAULT '',
  why TEXT NOT NULL DEFAULT ''
);
CREATE INDEX IF NOT EXISTS roster_leave_region_index ON roster_leave (region, id);
CREATE INDEX IF NOT EXISTS roster_leave_person_page ON roster_leave (person, from_day, id, region);
CREATE INDEX IF NOT EXISTS roster_leave_from_day_order ON roster_leave (from_day, id, region);
CREATE TABLE IF NOT EXISTS org (
  id TEXT PRIMARY KEY,
  rev INTEGER NOT NULL DEFAULT 0,
  region TEXT NOT NULL DEFAULT '',
  created TEXT NOT NULL DEFAULT '',
  updated TEXT NOT NULL DEFAULT '',
  name TEXT NOT NULL DEFAULT '',
  title TEXT NOT NULL DEFAULT '',
  kind TEXT NOT NULL DEFAULT '',
  superior TEXT NOT NULL DEFAULT '',
  trades TEXT NOT NULL DEFAULT 'null',
  prefix TEXT NOT NULL DEFAULT '',
  duty TEXT NOT NULL DEFAULT '',
  telephone TEXT NOT NULL DEFAULT '',
  fax TEXT NOT NULL DEFAULT '',
  address TEXT NOT NULL DEFAULT '',
  former TEXT NOT NULL DEFAULT '',
  rank INTEGER NOT NULL DEFAULT 0,
  status TEXT NOT NULL DEFAULT ''
);
CREATE INDEX IF NOT EXISTS org_region_index ON org (region, id);
CREATE INDEX IF NOT EXISTS org_name_order ON org (name, id, region);
CREATE INDEX IF NOT EXISTS org_kind_page ON org (kind, rank, id, region);
CREATE INDEX IF NOT EXISTS org_superior_some ON org (superior, rank, id, region) WHERE superior <> '';
CREATE INDEX IF NOT EXISTS org_rank_order ON org (rank, id, region);
CREATE INDEX IF NOT EXISTS org_status_page ON org (status, rank, id, region);
CREATE TABLE IF NOT EXISTS org_post (
  id TEXT PRIMARY KEY,
  rev INTEGER NOT NULL DEFAULT 0,
  region TEXT NOT NULL DEFAULT '',
  created TEXT NOT NULL DEFAULT '',
  updated TEXT NOT NULL DEFAULT '',
  name TEXT NOT NULL DEFAULT '',
  org TEXT NOT NULL DEFAULT '',
  tier TEXT NOT NULL DEFAULT '',
  seats INTEGER NOT NULL DEFAULT 0,
  chief BOOLEAN NOT NULL DEFAULT FALSE,
  duty TEXT NOT NULL DEFAULT '',
  roles TEXT NOT NULL DEFAULT 'null',
  trades TEXT NOT NULL DEFAULT 'null',
  status TEXT NOT NULL DEFAULT ''
);
CREATE INDEX IF NOT EXISTS org_post_region_index ON org_post (region, id);
CREATE INDEX IF NOT EXISTS org_post_name_order ON org_post (name, id, region);
CREATE INDEX IF NOT EXISTS org_post_org_page ON org_post (org, id, region);
CREATE INDEX IF NOT EXISTS org_post_tier_some ON org_post (tier, id, region) WHERE tier <> '';
CREATE INDEX IF NOT EXISTS org_post_chief_some ON org_post (chief, id, region) WHERE chief = TRUE;
CREATE INDEX IF NOT EXISTS org_post_status_page ON org_post (status, id, region);
CREATE TABLE IF NOT EXISTS account (
  id TEXT PRIMARY KEY,
  rev INTEGER NOT NULL DEFAULT 0,
  region TEXT NOT NULL DEFAULT '',
  created TEXT NOT NULL DEFAULT '',
  updated TEXT NOT NULL DEFAULT '',
  login TEXT NOT NULL DEFAULT '',
  name TEXT NOT NULL DEFAULT '',
  phone TEXT NOT NULL DEFAULT '',
  kind TEXT NOT NULL DEFAULT '',
  roles TEXT NOT NULL DEFAULT 'null',
  trades TEXT NOT NULL DEFAULT 'null',
  enterprise TEXT NOT NULL DEFAULT '',
  agency TEXT NOT NULL DEFAULT '',
  org TEXT NOT NULL DEFAULT '',
  post TEXT NOT NULL DEFAULT '',
  status TEXT NOT NULL DEFAULT '',
  locked_until TEXT NOT NULL DEFAULT '',
  password_due BOOLEAN NOT NULL DEFAULT FALSE,
  waiting BOOLEAN NOT NULL DEFAULT FALSE,
  asked_roles TEXT NOT NULL DEFAULT 'null',
  asked_by TEXT NOT NULL DEFAULT '',
  last_login TEXT NOT NULL DEFAULT ''
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
  id TEXT PRIMARY KEY,
  rev INTEGER NOT NULL DEFAULT 0,
  region TEXT NOT NULL DEFAULT '',
  created TEXT NOT NULL DEFAULT '',
  updated TEXT NOT NULL DEFAULT '',
  title TEXT NOT NULL DEFAULT '',
  account TEXT NOT NULL DEFAULT '',
  post TEXT NOT NULL DEFAULT '',
  kind TEXT NOT NULL DEFAULT '',
  absent TEXT NOT NULL DEFAULT '',
  held_from TEXT NOT NULL DEFAULT '',
  held_until TEXT NOT NULL DEFAULT '',
  reason TEXT NOT NULL DEFAULT '',
  status TEXT NOT NULL DEFAULT ''
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
  id TEXT PRIMARY KEY,
  rev INTEGER NOT NULL DEFAULT 0,
  region TEXT NOT NULL DEFAULT '',
  created TEXT NOT NULL DEFAULT '',
  updated TEXT NOT NULL DEFAULT '',
  giver TEXT NOT NULL DEFAULT '',
  taker TEXT NOT NULL DEFAULT '',
  chief TEXT NOT NULL DEFAULT '',
  handed_on TEXT NOT NULL DEFAULT '',
  reason TEXT NOT NULL DEFAULT '',
  status TEXT NOT NULL DEFAULT '',
  rights TEXT NOT NULL DEFAULT '',
  wider BOOLEAN NOT NULL DEFAULT FALSE,
  items TEXT NOT NULL DEFAULT 'null',
  total INTEGER NOT NULL DEFAULT 0,
  details TEXT NOT NULL DEFAULT 'null',
  things TEXT NOT NULL DEFAULT 'null',
  digest TEXT NOT NULL DEFAULT '',
  signed TEXT NOT NULL DEFAULT 'null',
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
  id TEXT PRIMARY KEY,
  rev INTEGER NOT NULL DEFAULT 0,
  region TEXT NOT NULL DEFAULT '',
  created TEXT NOT NULL DEFAULT '',
  updated TEXT NOT NULL DEFAULT '',
  account TEXT NOT NULL DEFAULT '',
  provider TEXT NOT NULL DEFAULT '',
  subject TEXT NOT NULL DEFAULT '',
  label TEXT NOT NULL DEFAULT '',
  key_hash TEXT NOT NULL DEFAULT ''
);
CREATE INDEX IF NOT EXISTS account_link_region_index ON account_link (region, id);
CREATE INDEX IF NOT EXISTS account_link_account_page ON account_link (account, id, region);
CREATE INDEX IF NOT EXISTS account_link_provider_page ON account_link (provider, id, region);
CREATE UNIQUE INDEX IF NOT EXISTS account_link_key_hash_unique ON account_link (key_hash) WHERE key_hash <> '';
CREATE TABLE IF NOT EXISTS account_provider (
  id TEXT PRIMARY KEY,
  rev INTEGER NOT NULL DEFAULT 0,
  region TEXT NOT NULL DEFAULT '',
  created TEXT NOT NULL DEFAULT '',
  updated TEXT NOT NULL DEFAULT '',
  name TEXT NOT NULL DEFAULT '',
  protocol TEXT NOT NULL DEFAULT '',
  url TEXT NOT NULL DEFAULT '',
  ca TEXT NOT NULL DEFAULT '',
  client TEXT NOT NULL DEFAULT '',
  scopes TEXT NOT NULL DEFAULT '',
  strong BOOLEAN NOT NULL DEFAULT FALSE,
  start_tls BOOLEAN NOT NULL DEFAULT FALSE,
  bind_dn TEXT NOT NULL DEFAULT '',
  root TEXT NOT NULL DEFAULT '',
  filter TEXT NOT NULL DEFAULT '',
  subject TEXT NOT NULL DEFAULT '',
  status TEXT NOT NULL DEFAULT '',
  has_secret BOOLEAN NOT NULL DEFAULT FALSE
);
CREATE INDEX IF NOT EXISTS account_provider_region_index ON account_provider (region, id);
CREATE UNIQUE INDEX IF NOT EXISTS account_provider_name_unique ON account_provider (name) WHERE name <> '';
CREATE INDEX IF NOT EXISTS account_provider_protocol_page ON account_provider (protocol, id, region);
CREATE INDEX IF NOT EXISTS account_provider_status_some ON account_provider (status, id, region) WHERE status <> '';
CREATE TABLE IF NOT EXISTS account_protection (
  id TEXT PRIMARY KEY,
  rev INTEGER NOT NULL DEFAULT 0,
  region TEXT NOT NULL DEFAULT '',
  created TEXT NOT NULL DEFAULT '',
  updated TEXT NOT NULL DEFAULT '',
  title TEXT NOT NULL DEFAULT '',
  min_length INTEGER NOT NULL DEFAULT 0,
  classes INTEGER NOT NULL DEFAULT 0,
  history INTEGER NOT NULL DEFAULT 0,
  max_age INTEGER NOT NULL DEFAULT 0,
  words TEXT NOT NULL DEFAULT '',
  tries INTEGER NOT NULL DEFAULT 0,
  lockout INTEGER NOT NULL DEFAULT 0,
  slow_tries INTEGER NOT NULL DEFAULT 0,
  idle INTEGER NOT NULL DEFAULT 0,
  phone_idle INTEGER NOT NULL DEFAULT 0,
  absolute INTEGER NOT NULL DEFAULT 0,
  open INTEGER NOT NULL DEFAULT 0,
  fresh INTEGER NOT NULL DEFAULT 0,
  fresh_for TEXT NOT NULL DEFAULT 'null',
  factor TEXT NOT NULL DEFAULT 'null'
);
CREATE INDEX IF NOT EXISTS account_protection_region_index ON account_protection (region, id);
CREATE TABLE IF NOT EXISTS identity_client (
  id TEXT PRIMARY KEY,
  rev INTEGER NOT NULL DEFAULT 0,
  region TEXT NOT NULL DEFAULT '',
  created TEXT NOT NULL DEFAULT '',
  updated TEXT NOT NULL DEFAULT '',
  name TEXT NOT NULL DEFAULT '',
  purpose TEXT NOT NULL DEFAULT '',
  link TEXT NOT NULL DEFAULT '',
  kind TEXT NOT NULL DEFAULT '',
  own BOOLEAN NOT NULL DEFAULT FALSE,
  redirects TEXT NOT NULL DEFAULT '',
  post_logout TEXT NOT NULL DEFAULT '',
  back TEXT NOT NULL DEFAULT '',
  scopes TEXT NOT NULL DEFAULT 'null',
  roles TEXT NOT NULL DEFAULT 'null',
  status TEXT NOT NULL DEFAULT ''
);
CREATE INDEX IF NOT EXISTS identity_client_region_index ON identity_client (region, id);
CREATE INDEX IF NOT EXISTS identity_client_name_order ON identity_client (name, id, region);
CREATE INDEX IF NOT EXISTS identity_client_kind_page ON identity_client (kind, id, region);
CREATE INDEX IF NOT EXISTS identity_client_own_some ON identity_client (own, id, region) WHERE own = TRUE;
CREATE INDEX IF NOT EXISTS identity_client_status_page ON identity_client (status, id, region);
CREATE TABLE IF NOT EXISTS identity_source (
  id TEXT PRIMARY KEY,
  rev INTEGER NOT NULL DEFAULT 0,
  region TEXT NOT NULL DEFAULT '',
  created TEXT NOT NULL DEFAULT '',
  updated TEXT NOT NULL DEFAULT '',
  name TEXT NOT NULL DEFAULT '',
  kind TEXT NOT NULL DEFAULT '',
  org TEXT NOT NULL DEFAULT '',
  roles TEXT NOT NULL DEFAULT 'null',
  adopt BOOLEAN NOT NULL DEFAULT FALSE,
  status TEXT NOT NULL DEFAULT '',
  compared TEXT NOT NULL DEFAULT '',
  address TEXT NOT NULL DEFAULT '',
  bind TEXT NOT NULL DEFAULT '',
  root TEXT NOT NULL DEFAULT '',
  people TEXT NOT NULL DEFAULT '',
  units TEXT NOT NULL DEFAULT '',
  authority TEXT NOT NULL DEFAULT '',
  nightly BOOLEAN NOT NULL DEFAULT FALSE,
  mapping TEXT NOT NULL DEFAULT 'null'
);
CREATE INDEX IF NOT EXISTS identity_source_region_index ON identity_source (region, id);
CREATE INDEX IF NOT EXISTS identity_source_name_order ON identity_source (name, id, region);
CREATE INDEX IF NOT EXISTS identity_source_kind_page ON identity_source (kind, id, region);
CREATE INDEX IF NOT EXISTS identity_source_org_some ON identity_source (org, id, region) WHERE org <> '';
CREATE INDEX IF NOT EXISTS identity_source_status_page ON identity_source (status, id, region);
CREATE TABLE IF NOT EXISTS identity_sync (
  id TEXT PRIMARY KEY,
  rev INTEGER NOT NULL DEFAULT 0,
  region TEXT NOT NULL DEFAULT '',
  created TEXT NOT NULL DEFAULT '',
  updated TEXT NOT NULL DEFAULT '',
  title TEXT NOT NULL DEFAULT '',
  source TEXT NOT NULL DEFAULT '',
  status TEXT NOT NULL DEFAULT '',
  added INTEGER NOT NULL DEFAULT 0,
  changed INTEGER NOT NULL DEFAULT 0,
  vanished INTEGER NOT NULL DEFAULT 0,
  total INTEGER NOT NULL DEFAULT 0,
  done INTEGER NOT NULL DEFAULT 0,
  failed INTEGER NOT NULL DEFAULT 0,
  problems TEXT NOT NULL DEFAULT 'null',
  message TEXT NOT NULL DEFAULT ''
);
CREATE INDEX IF NOT EXISTS identity_sync_region_index ON identity_sync (region, id);
CREATE INDEX IF NOT EXISTS identity_sync_source_some ON identity_sync (source, id, region) WHERE source <> '';
CREATE INDEX IF NOT EXISTS identity_sync_status_page ON identity_sync (status, id, region);
CREATE TABLE IF NOT EXISTS identity_difference (
  id TEXT PRIMARY KEY,
  rev INTEGER NOT NULL DEFAULT 0,
  region TEXT NOT NULL DEFAULT '',
  created TEXT NOT NULL DEFAULT '',
  updated TEXT NOT NULL DEFAULT '',
  name TEXT NOT NULL DEFAULT '',
  sync TEXT NOT NULL DEFAULT '',
  subject TEXT NOT NULL DEFAULT '',
  act TEXT NOT NULL DEFAULT '',
  key TEXT NOT NULL DEFAULT '',
  changes TEXT NOT NULL DEFAULT 'null',
  account TEXT NOT NULL DEFAULT '',
  org TEXT NOT NULL DEFAULT '',
  rank INTEGER NOT NULL DEFAULT 0,
  status TEXT NOT NULL DEFAULT '',
  outcome TEXT NOT NULL DEFAULT '',
  message TEXT NOT NULL DEFAULT '',
  after_rev INTEGER NOT NULL DEFAULT 0
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
  id TEXT PRIMARY KEY,
  rev INTEGER NOT NULL DEFAULT 0,
  region TEXT NOT NULL DEFAULT '',
  created TEXT NOT NULL DEFAULT '',
  updated TEXT NOT NULL DEFAULT '',
  external TEXT NOT NULL DEFAULT '',
  source TEXT NOT NULL DEFAULT '',
  account TEXT NOT NULL DEFAULT '',
  org TEXT NOT NULL DEFAULT '',
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
  id TEXT PRIMARY KEY,
  rev INTEGER NOT NULL DEFAULT 0,
  region TEXT NOT NULL DEFAULT '',
  created TEXT NOT NULL DEFAULT '',
  updated TEXT NOT NULL DEFAULT '',
  code TEXT NOT NULL DEFAULT '',
  name TEXT NOT NULL DEFAULT '',
  short_name TEXT NOT NULL DEFAULT '',
  level TEXT NOT NULL DEFAULT '',
  kind TEXT NOT NULL DEFAULT '',
  parent TEXT NOT NULL DEFAULT '',
  rank INTEGER NOT NULL DEFAULT 0,
  counted BOOLEAN NOT NULL DEFAULT FALSE,
  note TEXT NOT NULL DEFAULT '',
  valid_from TEXT NOT NULL DEFAULT '',
  valid_to TEXT NOT NULL DEFAULT '',
  successor TEXT NOT NULL DEFAULT '',
  basis TEXT NOT NULL DEFAULT '',
  renamed_on TEXT NOT NULL DEFAULT '',
  former TEXT NOT NULL DEFAULT 'null',
  status TEXT NOT NULL DEFAULT ''
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
  id TEXT PRIMARY KEY,
  rev INTEGER NOT NULL DEFAULT 0,
  region TEXT NOT NULL DEFAULT '',
  created TEXT NOT NULL DEFAULT '',
  updated TEXT NOT NULL DEFAULT '',
  day TEXT NOT NULL DEFAULT '',
  kind TEXT NOT NULL DEFAULT '',
  name TEXT NOT NULL DEFAULT '',
  notice TEXT NOT NULL DEFAULT ''
);
CREATE INDEX IF NOT EXISTS calendar_region_index ON calendar (region, id);
CREATE UNIQUE INDEX IF NOT EXISTS calendar_day_unique ON calendar (day) WHERE day <> '';
CREATE INDEX IF NOT EXISTS calendar_day_order ON calendar (day, id, region);
CREATE INDEX IF NOT EXISTS calendar_kind_page ON calendar (kind, day, id, region);
CREATE TABLE IF NOT EXISTS view (
  id TEXT PRIMARY KEY,
  rev INTEGER NOT NULL DEFAULT 0,
  region TEXT NOT NULL DEFAULT '',
  created TEXT NOT NULL DEFAULT '',
  updated TEXT NOT NULL DEFAULT '',
  type TEXT NOT NULL DEFAULT '',
  label TEXT NOT NULL DEFAULT '',
  query TEXT NOT NULL DEFAULT '',
  columns TEXT NOT NULL DEFAULT 'null',
  share TEXT NOT NULL DEFAULT '',
  owner TEXT NOT NULL DEFAULT '',
  org TEXT NOT NULL DEFAULT ''
);
CREATE INDEX IF NOT EXISTS view_region_index ON view (region, id);
CREATE INDEX IF NOT EXISTS view_type_page ON view (type, id, region);
CREATE INDEX IF NOT EXISTS view_share_some ON view (share, id, region) WHERE share <> '';
CREATE INDEX IF NOT EXISTS view_owner_some ON view (owner, id, region) WHERE owner <> '';
CREATE INDEX IF NOT EXISTS view_org_some ON view (org, id, region) WHERE org <> '';
CREATE TABLE IF NOT EXISTS import (
  id TEXT PRIMARY KEY,
  rev INTEGER NOT NULL DEFAULT 0,
  region TEXT NOT NULL DEFAULT '',
  created TEXT NOT NULL DEFAULT '',
  updated TEXT NOT NULL DEFAULT '',
  type TEXT NOT NULL DEFAULT '',
  name TEXT NOT NULL DEFAULT '',
  state TEXT NOT NULL DEFAULT '',
  account TEXT NOT NULL DEFAULT '',
  intention TEXT NOT NULL DEFAULT '',
  digest TEXT NOT NULL DEFAULT '',
  rows INTEGER NOT NULL DEFAULT 0,
  done INTEGER NOT NULL DEFAULT 0,
  good INTEGER NOT NULL DEFAULT 0,
  bad INTEGER NOT NULL DEFAULT 0,
  added INTEGER NOT NULL DEFAULT 0,
  changed INTEGER NOT NULL DEFAULT 0,
  columns TEXT NOT NULL DEFAULT 'null',
  missing TEXT NOT NULL DEFAULT 'null',
  errors TEXT NOT NULL DEFAULT 'null',
  preview TEXT NOT NULL DEFAULT 'null',
  kept TEXT NOT NULL DEFAULT 'null',
  message TEXT NOT NULL DEFAULT ''
);
CREATE INDEX IF NOT EXISTS import_region_index ON import (region, id);
CREATE INDEX IF NOT EXISTS import_type_some ON import (type, id, region) WHERE type <> '';
CREATE INDEX IF NOT EXISTS import_state_some ON import (state, id, region) WHERE state <> '';
CREATE INDEX IF NOT EXISTS import_account_some ON import (account, id, region) WHERE account <> '';
CREATE UNIQUE INDEX IF NOT EXISTS import_intention_unique ON import (intention) WHERE intention <> '';
CREATE TABLE IF NOT EXISTS bulletin_edition (bulletin TEXT PRIMARY KEY, figures TEXT NOT NULL, body TEXT NOT NULL, organ TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS bulletin_number (organ TEXT NOT NULL, year INTEGER NOT NULL, serial INTEGER NOT NULL, PRIMARY KEY (organ, year, serial));
CREATE TABLE IF NOT EXISTS notice_text (delivery TEXT PRIMARY KEY, title TEXT NOT NULL, body TEXT NOT NULL, link TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS notice_code (delivery TEXT PRIMARY KEY, alarm TEXT NOT NULL, phone TEXT NOT NULL, hash TEXT NOT NULL, until INTEGER NOT NULL, tries INTEGER NOT NULL);
CREATE INDEX IF NOT EXISTS notice_code_phone ON notice_code (phone);
CREATE TABLE IF NOT EXISTS notice_push (endpoint TEXT PRIMARY KEY, account TEXT NOT NULL, p256dh TEXT NOT NULL, auth TEXT NOT NULL, device TEXT NOT NULL, created TEXT NOT NULL);
CREATE INDEX IF NOT EXISTS notice_push_account ON notice_push (account);
CREATE TABLE IF NOT EXISTS notice_secret (name TEXT PRIMARY KEY, content TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS notice_nonce (name TEXT PRIMARY KEY, at INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS chat_counter (id INTEGER PRIMARY KEY, n INTEGER NOT NULL);
INSERT INTO chat_counter (id, n) VALUES (1, 0) ON CONFLICT (id) DO NOTHING;
CREATE TABLE IF NOT EXISTS chat_head (talk TEXT PRIMARY KEY, seq INTEGER NOT NULL, at INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS chat_direct (pair TEXT PRIMARY KEY, talk TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS chat_member (talk TEXT NOT NULL, account TEXT NOT NULL, name TEXT NOT NULL, since INTEGER NOT NULL, seen INTEGER NOT NULL, gone INTEGER NOT NULL, n INTEGER NOT NULL, PRIMARY KEY (talk, account));
CREATE INDEX IF NOT EXISTS chat_member_account ON chat_member (account, gone);
CREATE INDEX IF NOT EXISTS chat_member_n ON chat_member (n);
CREATE TABLE IF NOT EXISTS chat_entry (talk TEXT NOT NULL, seq INTEGER NOT NULL, n INTEGER NOT NULL, client TEXT NOT NULL, account TEXT NOT NULL, name TEXT NOT NULL, at INTEGER NOT NULL,
 kind TEXT NOT NULL, words TEXT NOT NULL, data TEXT NOT NULL, mention TEXT NOT NULL, recalled INTEGER NOT NULL, PRIMARY KEY (talk, seq));
CREATE UNIQUE INDEX IF NOT EXISTS chat_entry_client ON chat_entry (account, client);
CREATE UNIQUE INDEX IF NOT EXISTS chat_entry_n ON chat_entry (n);
CREATE INDEX IF NOT EXISTS chat_entry_at ON chat_entry (at);
CREATE TABLE IF NOT EXISTS chat_presence (id TEXT PRIMARY KEY, account TEXT NOT NULL, process TEXT NOT NULL, state TEXT NOT NULL, seen INTEGER NOT NULL);
CREATE INDEX IF NOT EXISTS chat_presence_account ON chat_presence (account);
CREATE INDEX IF NOT EXISTS chat_presence_process ON chat_presence (process);
CREATE TABLE IF NOT EXISTS account_secret (account TEXT PRIMARY KEY, hash TEXT NOT NULL, history TEXT NOT NULL, changed INTEGER NOT NULL, until INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS account_try (name TEXT PRIMARY KEY, n INTEGER NOT NULL, until INTEGER NOT NULL, at INTEGER NOT NULL);
CREATE INDEX IF NOT EXISTS account_try_at ON account_try (at);
CREATE TABLE IF NOT EXISTS account_session (id TEXT PRIMARY KEY, hash TEXT NOT NULL, account TEXT NOT NULL, kind TEXT NOT NULL, name TEXT NOT NULL,
 created INTEGER NOT NULL, seen INTEGER NOT NULL, until INTEGER NOT NULL, address TEXT NOT NULL, device TEXT NOT NULL);
CREATE UNIQUE INDEX IF NOT EXISTS account_session_hash ON account_session (hash);
CREATE INDEX IF NOT EXISTS account_session_account ON account_session (account);
CREATE TABLE IF NOT EXISTS account_proof (session TEXT PRIMARY KEY, at INTEGER NOT NULL, strong INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS account_change (id TEXT PRIMARY KEY, account TEXT NOT NULL, at INTEGER NOT NULL);
CREATE INDEX IF NOT EXISTS account_change_at ON account_change (at);
CREATE TABLE IF NOT EXISTS account_key (name TEXT PRIMARY KEY, content TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS account_ticket (hash TEXT PRIMARY KEY, kind TEXT NOT NULL, account TEXT NOT NULL, content TEXT NOT NULL, until INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS account_visit (id TEXT PRIMARY KEY, account TEXT NOT NULL, session TEXT NOT NULL, at INTEGER NOT NULL, way TEXT NOT NULL, good INTEGER NOT NULL, strange INTEGER NOT NULL, told INTEGER NOT NULL, address TEXT NOT NULL, device TEXT NOT NULL);
CREATE INDEX IF NOT EXISTS account_visit_account ON account_visit (account, id);
CREATE TABLE IF NOT EXISTS account_device (account TEXT NOT NULL, hash TEXT NOT NULL, at INTEGER NOT NULL, PRIMARY KEY (account, hash));
CREATE TABLE IF NOT EXISTS account_factor (account TEXT PRIMARY KEY, secret TEXT NOT NULL, step INTEGER NOT NULL, sms INTEGER NOT NULL, since INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS account_recovery (account TEXT NOT NULL, hash TEXT NOT NULL, PRIMARY KEY (account, hash));
CREATE TABLE IF NOT EXISTS account_passkey (id TEXT PRIMARY KEY, account TEXT NOT NULL, credential TEXT NOT NULL, name TEXT NOT NULL, content TEXT NOT NULL, created INTEGER NOT NULL, used INTEGER NOT NULL);
CREATE UNIQUE INDEX IF NOT EXISTS account_passkey_credential ON account_passkey (credential);
CREATE INDEX IF NOT EXISTS account_passkey_account ON account_passkey (account);
CREATE TABLE IF NOT EXISTS account_provider_secret (provider TEXT PRIMARY KEY, secret TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS right_use (account TEXT NOT NULL, type TEXT NOT NULL, verb TEXT NOT NULL, day TEXT NOT NULL, n INTEGER NOT NULL, PRIMARY KEY (account, type, verb, day));
CREATE TABLE IF NOT EXISTS identity_key (id TEXT PRIMARY KEY, sealed TEXT NOT NULL, open TEXT NOT NULL, created INTEGER NOT NULL, starts INTEGER NOT NULL, ends INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS identity_secret (owner TEXT PRIMARY KEY, hash TEXT NOT NULL, made INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS identity_token (hash TEXT PRIMARY KEY, kind TEXT NOT NULL, family TEXT NOT NULL, client TEXT NOT NULL, account TEXT NOT NULL,
 session TEXT NOT NULL, state INTEGER NOT NULL, until INTEGER NOT NULL, body TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS identity_visit (session TEXT NOT NULL, client TEXT NOT NULL, account TEXT NOT NULL, issuer TEXT NOT NULL, first INTEGER NOT NULL, last INTEGER NOT NULL, state INTEGER NOT NULL,
 PRIMARY KEY (session, client));
CREATE INDEX IF NOT EXISTS identity_visit_state ON identity_visit (state, last);
CREATE TABLE IF NOT EXISTS identity_consent (account TEXT NOT NULL, client TEXT NOT NULL, scopes TEXT NOT NULL, given INTEGER NOT NULL, PRIMARY KEY (account, client));
CREATE TABLE IF NOT EXISTS identity_sealed (owner TEXT PRIMARY KEY, sealed TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS identity_plan (difference TEXT PRIMARY KEY, sync TEXT NOT NULL, wanted TEXT NOT NULL, former TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS identity_roster (sync TEXT PRIMARY KEY, name TEXT NOT NULL, content TEXT NOT NULL);
CREATE INDEX IF NOT EXISTS identity_token_family ON identity_token (family);
CREATE INDEX IF NOT EXISTS identity_token_session ON identity_token (session);
CREATE INDEX IF NOT EXISTS identity_token_until ON identity_token (until);
CREATE TABLE IF NOT EXISTS import_file (import TEXT NOT NULL, part INTEGER NOT NULL, content TEXT NOT NULL, PRIMARY KEY (import, part));
CREATE TABLE IF NOT EXISTS import_lock (import TEXT PRIMARY KEY, attempt TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS import_row (import TEXT NOT NULL, line INTEGER NOT NULL, cells TEXT NOT NULL, state TEXT NOT NULL, faults TEXT NOT NULL, record TEXT NOT NULL,
 action TEXT NOT NULL, rev INTEGER NOT NULL, cols TEXT NOT NULL, former TEXT NOT NULL, PRIMARY KEY (import, line));
CREATE INDEX IF NOT EXISTS import_row_state ON import_row (import, state, line);
CREATE TABLE IF NOT EXISTS search_todo (id INTEGER PRIMARY KEY, type TEXT NOT NULL, record TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS search_lock (name TEXT PRIMARY KEY, turn INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS search_doc (id INTEGER PRIMARY KEY, type TEXT NOT NULL, record TEXT NOT NULL, name TEXT NOT NULL, UNIQUE (type, record));
CREATE VIRTUAL TABLE IF NOT EXISTS search_word USING fts5(words, content='', contentless_delete=1, detail=none, prefix='1 2 3 4', tokenize="ascii tokenchars '_'");
CREATE INDEX IF NOT EXISTS search_doc_name ON search_doc (type, name, id);
CREATE TABLE IF NOT EXISTS metric_cell (indicator TEXT NOT NULL, cut TEXT NOT NULL, region TEXT NOT NULL, part TEXT NOT NULL, year TEXT NOT NULL, n INTEGER NOT NULL, days TEXT NOT NULL,
 PRIMARY KEY (indicator, cut, region, part, year));
CREATE TABLE IF NOT EXISTS metric_delta (id INTEGER PRIMARY KEY AUTOINCREMENT, type TEXT NOT NULL, content TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS metric_mark (id INTEGER PRIMARY KEY, declared TEXT NOT NULL, folds INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS due (type TEXT NOT NULL, record TEXT NOT NULL, region TEXT NOT NULL, title TEXT NOT NULL, last_on TEXT NOT NULL, warn_on TEXT NOT NULL,
 paused BOOLEAN NOT NULL, who TEXT NOT NULL, what TEXT NOT NULL, told BIGINT NOT NULL, PRIMARY KEY (type, record)) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS due_order ON due (type, last_on, record, region);
DROP INDEX IF EXISTS due_last_on;
CREATE INDEX IF NOT EXISTS due_region ON due (type, region, last_on);
CREATE INDEX IF NOT EXISTS due_warn_on ON due (warn_on);
CREATE TABLE IF NOT EXISTS answer (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, hash TEXT NOT NULL, status INTEGER NOT NULL, body TEXT NOT NULL, day TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS upload (account TEXT NOT NULL, sha TEXT NOT NULL, at TEXT NOT NULL, PRIMARY KEY (account, sha));
CREATE TABLE IF NOT EXISTS task (id TEXT PRIMARY KEY, name TEXT NOT NULL, args TEXT NOT NULL, run_at TEXT NOT NULL, tries INTEGER NOT NULL, state TEXT NOT NULL, error TEXT NOT NULL);
CREATE INDEX IF NOT EXISTS task_state ON task (state, run_at);
CREATE TABLE IF NOT EXISTS trail (chain TEXT NOT NULL, seq INTEGER NOT NULL, at TEXT NOT NULL, type TEXT NOT NULL, record TEXT NOT NULL, region TEXT NOT NULL,
 verb TEXT NOT NULL, actor TEXT NOT NULL, actor_name TEXT NOT NULL, from_state TEXT NOT NULL, to_state TEXT NOT NULL, opinion TEXT NOT NULL, detail TEXT NOT NULL,
 changes TEXT NOT NULL, address TEXT NOT NULL, device TEXT NOT NULL, place TEXT NOT NULL, done_at TEXT NOT NULL, request TEXT NOT NULL, prev TEXT NOT NULL, hash TEXT NOT NULL,
 PRIMARY KEY (chain, seq));
CREATE INDEX IF NOT EXISTS trail_record ON trail (record, at);
DROP INDEX IF EXISTS trail_actor;
CREATE TABLE IF NOT EXISTS trail_head (chain TEXT PRIMARY KEY, seq INTEGER NOT NULL, hash TEXT NOT NULL);
