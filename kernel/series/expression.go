package series

import (
	"context"
	"fmt"
	"time"

	"github.com/prometheus/prometheus/promql"
	"github.com/prometheus/prometheus/promql/parser"
)

// CheckExpression tells whether text is an expression of the query language.
func CheckExpression(text string) error {
	_, err := parser.NewParser(parser.Options{}).ParseExpr(text)
	return err
}

// Holds tells whether an expression gives any series at a time, over the points that see lets through; a number holds unless it is 0.
func (r *Reader) Holds(ctx context.Context, text string, at time.Time, see func(point string) bool) (bool, error) {
	q, err := r.engine.NewInstantQuery(ctx, &guarded{r.source, see}, nil, text, at)
	if err != nil {
		return false, fmt.Errorf("series: %w", err)
	}
	defer q.Close()
	got := q.Exec(ctx)
	if got.Err != nil {
		return false, fmt.Errorf("series: %w", got.Err)
	}
	switch v := got.Value.(type) {
	case promql.Vector:
		return len(v) > 0, nil
	case promql.Scalar:
		return v.V != 0, nil
	}
	return false, nil
}
