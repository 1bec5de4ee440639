// Prints what the real Helm renders. It reads one request as JSON from each line of its input, and writes one answer
// as JSON for each. `go run . capabilities` prints the API versions that Helm knows without a cluster.
package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"log"
	"os"

	"helm.sh/helm/v3/pkg/chartutil"
)

func main() {
	// Helm warns on standard error about values that a chart replaces. The answers do not need it.
	log.SetOutput(io.Discard)
	// A render here is one without a network: the schema of a chart may be at a URL.
	for _, name := range []string{"HTTP_PROXY", "HTTPS_PROXY", "http_proxy", "https_proxy"} {
		os.Setenv(name, "http://127.0.0.1:9")
	}
	out := bufio.NewWriter(os.Stdout)
	defer out.Flush()
	encoder := json.NewEncoder(out)
	encoder.SetEscapeHTML(false)
	if len(os.Args) > 1 && os.Args[1] == "capabilities" {
		encoder.Encode(chartutil.DefaultVersionSet)
		return
	}
	lines := bufio.NewReaderSize(os.Stdin, 1<<20)
	for {
		line, err := lines.ReadBytes('\n')
		if len(line) > 1 {
			var asked request
			if problem := json.Unmarshal(line, &asked); problem != nil {
				fmt.Fprintln(os.Stderr, problem)
				os.Exit(1)
			}
			encoder.Encode(render(asked))
			// One answer at a time, so that a caller can wait for it.
			out.Flush()
		}
		if err != nil {
			return
		}
	}
}
