"""Definitions of our own, in the forms that dbt, MetricFlow and Cube have."""

DBT = """
semantic_models:
  - name: sales
    description: One row for each sale.
    model: ref('fct_sales')
    defaults: {agg_time_dimension: sold_on}
    entities:
      - {name: sale, type: primary, expr: sale_id}
      - {name: buyer, type: foreign, expr: buyer_id}
    dimensions:
      - name: sold_on
        type: time
        expr: cast(sold_at as date)
        type_params: {time_granularity: day}
      - {name: land, type: categorical, expr: country}
      - {name: is_gift, type: categorical}
      - {name: is_dear, type: categorical, expr: price >= 10}
    measures:
      - {name: turnover, agg: SUM, expr: pieces * price}
      - {name: sales, agg: sum, expr: 1}
      - {name: buyers, agg: count_distinct, expr: buyer_id}
      - {name: price, agg: average}
      - {name: middle, agg: median, expr: price}
      - {name: dear, agg: percentile, expr: price, agg_params: {percentile: 0.9}}
      - {name: named, agg: count, expr: buyer_id, create_metric: true}
metrics:
  - name: turnover
    type: simple
    label: Turnover
    type_params: {measure: turnover}
  - name: gifts
    type: simple
    type_params: {measure: {name: sales, fill_nulls_with: 0}}
    filter: |
      {{ Dimension('sale__is_gift') }} = true
  - name: dear_in_brazil
    type: SIMPLE
    type_params:
      measure: {name: turnover, filter: "{{ Dimension('sale__is_dear') }}"}
    filter:
      - "{{ Dimension('sale__land') }} = 'Brazil' or {{ Entity('buyer') }} is null"
  - {name: buyers, type: simple, type_params: {measure: buyers}}
  - {name: price, type: simple, type_params: {measure: price}}
  - {name: middle, type: simple, type_params: {measure: middle}}
  - {name: dear, type: simple, type_params: {measure: dear}}
"""

LATEST = """
models:
  - name: fct_sales
    semantic_model: {enabled: true, name: sales}
    agg_time_dimension: sold_at
    columns:
      - {name: sale_id, entity: {type: primary, name: sale}}
      - {name: sold_at, granularity: day, dimension: {type: time}}
      - {name: paid_in, granularity: month, dimension: {type: time}}
      - {name: country, dimension: {type: categorical, name: land}}
    derived_semantics:
      dimensions:
        - {name: is_dear, type: categorical, expr: price >= 10}
    metrics:
      - {name: turnover, type: simple, agg: sum, expr: pieces * price}
      - name: dear_sales
        type: simple
        agg: count
        expr: 1
        agg_time_dimension: paid_in
        filter: "{{ Dimension('sale__is_dear') }}"
  - name: plain
    columns: [{name: something}]
metrics:
  - {name: share, type: ratio, numerator: dear_sales, denominator: turnover}
"""

METRICFLOW = """
semantic_model:
  name: sales
  node_relation: {schema_name: shop, alias: fct_sales}
  defaults: {agg_time_dimension: sold_at}
  dimensions: [{name: sold_at, type: time, type_params: {time_granularity: day}}]
  measures: [{name: turnover, agg: sum, expr: pieces * price}]
---
metric: {name: turnover, type: simple, type_params: {measure: turnover}}
"""

CUBE = """
cubes:
  - name: sales
    sql_table: shop.fct_sales
    joins: [{name: buyers, sql: "{CUBE}.buyer_id = {buyers.id}", relationship: many_to_one}]
    dimensions:
      - {name: id, sql: sale_id, type: number, primary_key: true}
      - {name: land, sql: "{CUBE}.country", type: string}
      - {name: is_dear, sql: "{CUBE}.price >= 10", type: boolean}
      - {name: sold, sql: "{CUBE}.sold_at", type: time}
    measures:
      - {name: count, type: count}
      - {name: turnover, type: sum, sql: "{CUBE}.pieces * {CUBE}.price"}
      - {name: price, type: avg, sql: price, title: Price}
      - {name: buyers, type: count_distinct, sql: buyer_id}
      - {name: about, type: countDistinctApprox, sql: buyer_id}
      - name: dear_in_brazil
        type: count
        sql: sale_id
        filters:
          - sql: "{CUBE.land} = 'Brazil'"
          - sql: "{is_dear}"
      - {name: each, type: number, sql: "{turnover} / {count}"}
      - {name: so_far, type: count, rolling_window: {trailing: unbounded}}
"""

SALES = """sale_id,country,sold_at,pieces,price,buyer_id,is_gift
1,Brazil,2015-01-05,2,10.5,1,true
2,Brazil,2015-02-06,1,3.25,2,false
3,Brazil,2015-05-07,3,12,1,false
4,Japan,2015-01-09,1,20,3,true
5,Japan,2015-03-31,4,1.5,,false
"""
