package plan

import "strconv"

func itoa(n int) string { return strconv.Itoa(n) }

// tenth writes a quotient with one decimal.
func tenth(a, b int) string { return strconv.FormatFloat(float64(a)/float64(b), 'f', 1, 64) }
