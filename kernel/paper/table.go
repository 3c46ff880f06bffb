package paper

import "strconv"

// Table is a table of text. Head rows come again on every page; Total is the row of
// sums (合计) and stands out; Notes are its footnotes.
type Table struct {
	Caption string
	Columns []Column
	Head    [][]Cell
	Rows    [][]Cell
	Total   []Cell
	Notes   []string
	Bare    bool // without lines
}

// Column is the look of a column.
type Column struct {
	Width float64 // relative to the others; 0 means 1
	Align Align
}

// Align is the side to which the text of a cell leans.
type Align int

const (
	Left Align = iota
	Center
	Right
)

// Cell is a cell; Cols and Rows are how many columns and rows it covers, 0 meaning 1.
// Cells that another one covers are left out, as in HTML.
type Cell struct {
	Runs       []Run
	Paras      []Paragraph // of a form; Runs is then empty
	Cols, Rows int
}

// Row makes a row of plain cells.
func Row(texts ...string) []Cell {
	row := make([]Cell, len(texts))
	for i, s := range texts {
		row[i].Runs = []Run{Text(s)}
	}
	return row
}

// slot is a place of the grid: the first of a cell, or covered by one.
type slot struct {
	cell       Cell
	col        int  // its column
	cols, rows int  // as far as there is room
	first      bool // in this row
	covered    bool // from a row above
}

// grid gives every row the slots that fill it from the left edge to the right one.
// Spans are cut where they would leave the part of the table or meet another cell;
// missing cells become empty ones; no cell is dropped.
func grid(rows [][]Cell, n int) [][]slot {
	owner := make([][]*slot, len(rows))
	for i := range owner {
		owner[i] = make([]*slot, n)
	}
	for r, cells := range rows {
		col := 0
		for _, c := range cells {
			for col < n && owner[r][col] != nil {
				col++
			}
			if col == n {
				break // columns counts the cells, so this does not come
			}
			s := &slot{cell: c, col: col, cols: 1, rows: min(max(1, c.Rows), len(rows)-r)}
			owner[r][col] = s
			for s.cols < c.Cols && col+s.cols < n && owner[r][col+s.cols] == nil {
				owner[r][col+s.cols] = s
				s.cols++
			}
			for below := 1; below < s.rows; below++ {
				for x := range s.cols {
					owner[r+below][col+x] = s
				}
			}
		}
		for c := range n {
			if owner[r][c] == nil {
				owner[r][c] = &slot{col: c, cols: 1, rows: 1}
			}
		}
	}
	out := make([][]slot, len(rows))
	for r := range rows {
		for c := 0; c < n; {
			s := *owner[r][c]
			s.covered = r > 0 && owner[r-1][c] == owner[r][c]
			s.first = !s.covered
			out[r] = append(out[r], s)
			c += s.cols
		}
	}
	return out
}

// columns is how many columns the cells need, spans from above included.
func (t *Table) columns() int {
	n := max(1, len(t.Columns))
	for _, part := range t.parts() {
		var open []int // rows that cells from above still cover, by column
		for r, cells := range part {
			col := 0
			for _, c := range cells {
				for col < len(open) && open[col] > 0 {
					col++
				}
				span, down := min(max(1, c.Cols), 1000), min(max(1, c.Rows), len(part)-r)
				for x := range span {
					for len(open) <= col+x {
						open = append(open, 0)
					}
					if x > 0 && open[col+x] > 0 { // it meets a cell from above and is cut there, as in grid
						span = x
						break
					}
					open[col+x] = max(open[col+x], down)
				}
				col += span
			}
			n = max(n, len(open))
			for i := range open {
				open[i] = max(0, open[i]-1)
			}
		}
	}
	return n
}

// parts are the head, the body and the row of sums. No cell reaches from one into the next.
func (t *Table) parts() [3][][]Cell {
	parts := [3][][]Cell{t.Head, t.Rows}
	if t.Total != nil {
		parts[2] = [][]Cell{t.Total}
	}
	return parts
}

// widths are the shares of the columns; they add up to 1.
func (t *Table) widths(n int) []float64 {
	w, sum := make([]float64, n), 0.0
	for i := range w {
		w[i] = 1
		if i < len(t.Columns) && t.Columns[i].Width > 0 {
			w[i] = min(t.Columns[i].Width, 1e6)
		}
		sum += w[i]
	}
	for i := range w {
		w[i] /= sum
	}
	return w
}

func (t *Table) align(col int) Align {
	if col < len(t.Columns) {
		return t.Columns[col].Align
	}
	return Left
}

// notes are the lines under the table, the first of them marked 注.
func (t *Table) notes() []string {
	lines := make([]string, len(t.Notes))
	for i, s := range t.Notes {
		lines[i] = "注：" + s
		if len(t.Notes) > 1 {
			lines[i] = "注" + strconv.Itoa(i+1) + "：" + s
		}
	}
	return lines
}
