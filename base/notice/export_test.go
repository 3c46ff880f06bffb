package notice

import "time"

// Loud and DigestTime let the tables of times be tested by themselves.
func Loud(p *Preference, t time.Time) time.Time       { return p.loud(t) }
func DigestTime(p *Preference, t time.Time) time.Time { return p.digestTime(t) }
